using System.Text.RegularExpressions;

namespace BillingEngine.Architecture.Tests;

/// <summary>State and decisions of aggregates: values in, values out.</summary>
public sealed partial class DomainPurity
{
    static readonly HashSet<string> Namespaces = new(
        [
            "System.Collections.Frozen",
            "System.Collections.Immutable",
            "System.Diagnostics",
            "System.Globalization",
            "System.Text.Json.Serialization",
            "System.Text.Json.Serialization.Metadata",
            "BillingEngine.Messages",
            "BillingEngine.Messages.Accounts",
            "BillingEngine.Messages.Transactions",
            "BillingEngine.Messaging.EventSourcing",
        ],
        StringComparer.Ordinal);

    /// <summary>State, rules, and the courses of movements.</summary>
    static IReadOnlyList<string> Found { get; } =
    [
        .. Repository.Files(".cs").Where(path => path.StartsWith("endpoints/", Ordinal) && IsPure(path)),
    ];

    [Fact]
    public void Should_find_the_aggregates() => Assert.True(
        Found.Count(path => path.Contains("/Account.", Ordinal)) >= 3
        && Found.Count(path => path.Contains("/Transaction.", Ordinal)) >= 3
        && Found.Any(path => path.EndsWith("/Course.cs", Ordinal)),
        "An aggregate is Name.cs (state) and Name.Topic.cs (rules); the checks below find it by these names. Found: "
        + string.Join(", ", Found));

    [Fact]
    public void Should_import_values_only() => Expect.None(
        Found.SelectMany(path => Using().Matches(Repository.Read(path))
            .Select(match => match.Groups["name"].Value)
            .Where(name => !Namespaces.Contains(name))
            .Select(name => $"{path} imports {name}")),
        "A decision that can be replayed and tested without mocks touches values only:");

    [Fact]
    public void Should_name_no_clock_chance_input_output_or_log() => Expect.None(
        Found.SelectMany(path => Repository.Lines(path)
            .Where(line => !line.TrimStart().StartsWith("//", Ordinal))
            .SelectMany(line => Impure().Matches(line).Select(match => $"{path} names {match.Value}"))),
        "Time enters a decision as an argument, chance as an id, and nothing leaves it but events or a refusal:");

    static bool IsPure(string path) => PureFile().IsMatch(path);

    [GeneratedRegex(
        @"/(Accounts/(Account|AccountParts|Account\.\w+|FeeCharge|LimitSchedule)"
        + @"|Transactions/(Transaction|Transaction\.\w+|TransactionRules|Movements/\w+))\.cs$")]
    private static partial Regex PureFile();

    [GeneratedRegex(@"^using (static )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"\b(TimeProvider|DateTime|UtcNow|Stopwatch|NewGuid|CreateVersion7|Random\w*|Console|Environment|File|Directory"
        + @"|Stream\w*|HttpClient|Task|ValueTask|Thread|async|await|ILogger\w*|Activity|IAggregates"
        + @"|IMessageHandlerContext)\b")]
    private static partial Regex Impure();
}
