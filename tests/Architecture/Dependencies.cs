using System.Xml.Linq;

namespace BillingEngine.Architecture.Tests;

public sealed class Dependencies
{
    /// <summary>Project, the projects it may name, the packages it may name.</summary>
    static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new(StringComparer.Ordinal)
    {
        ["infrastructure/MessageInterfaces"] = ([], []),
        ["messages"] = (["infrastructure/MessageInterfaces"], []),
        ["infrastructure/Messaging"] = (["infrastructure/MessageInterfaces"], []),
        ["infrastructure/Postgres"] = (["infrastructure/Messaging"], ["Npgsql"]),
        ["endpoints/Accounts"] = (["messages", "infrastructure/Messaging"], []),
        ["endpoints/Transactions"] = (["messages", "infrastructure/Messaging"], []),
        ["endpoints/ReadModels"] = (["messages", "infrastructure/Postgres"], []),
        ["endpoints/Api"] = (
            ["messages", "infrastructure/Messaging", "endpoints/ReadModels"], ["Microsoft.AspNetCore.OpenApi"]),
        ["endpoints/Host"] = (
            ["endpoints/Accounts", "endpoints/Transactions", "endpoints/ReadModels", "endpoints/Api"],
            ["System.CommandLine"]),
    };

    /// <summary>What the compiled assembly may use of ours, whichever way the reference came in.</summary>
    static readonly Dictionary<string, string[]> Used = new(StringComparer.Ordinal)
    {
        ["BillingEngine.MessageInterfaces"] = [],
        ["BillingEngine.Messages"] = ["MessageInterfaces"],
        ["BillingEngine.Messaging"] = ["MessageInterfaces"],
        ["BillingEngine.Postgres"] = ["MessageInterfaces", "Messaging"],
        ["BillingEngine.Accounts"] = ["MessageInterfaces", "Messages", "Messaging"],
        ["BillingEngine.Transactions"] = ["MessageInterfaces", "Messages", "Messaging"],
        ["BillingEngine.ReadModels"] = ["MessageInterfaces", "Messages", "Messaging", "Postgres"],
        ["BillingEngine.Api"] = ["MessageInterfaces", "Messages", "Messaging", "ReadModels", "Postgres"],
    };

    /// <summary>Handlers decide; what they need of the world comes to them through the engine.</summary>
    static readonly string[] Outside =
        ["Npgsql", "Microsoft.AspNetCore", "Microsoft.Extensions", "System.Net", "System.IO", "System.Console"];

    static IReadOnlyList<string> Projects =>
        [.. Repository.Files(".csproj").Where(path => !path.StartsWith("tests/", Ordinal))];

    [Fact]
    public void Should_have_a_rule_for_every_project() => Expect.None(
        Projects.Select(FolderOf).Except(Allowed.Keys),
        "Each project says what it may depend on, so that dependencies keep pointing inward. Add a row to "
        + "Dependencies.cs for:");

    [Fact]
    public void Should_point_inward_between_projects() => Expect.None(
        Projects.SelectMany(path => Named(path, "ProjectReference").Select(name => Normal(path, name))
            .Except(RuleOf(path).Projects)
            .Select(other => $"{FolderOf(path)} -> {other}")),
        "Dependencies point inward: endpoints know messages and the engine, the engine knows neither. Send a "
        + "message instead of:");

    [Fact]
    public void Should_take_packages_only_where_they_belong() => Expect.None(
        Projects.SelectMany(path => Named(path, "PackageReference")
            .Except(RuleOf(path).Packages)
            .Select(package => $"{FolderOf(path)} -> {package}")),
        "A package is a decision (docs/decisions): contracts and handlers take none, so that they outlive "
        + "all of them. Not foreseen:");

    [Fact]
    public void Should_use_only_the_assemblies_that_are_foreseen() => Expect.None(
        Used.SelectMany(rule => Assemblies.ReferencesOf(rule.Key)
            .Where(name => name.StartsWith("BillingEngine.", Ordinal) || name == Assemblies.Host)
            .Except(rule.Value.Select(name => $"BillingEngine.{name}"))
            .Select(name => $"{rule.Key} uses {name}")),
        "A reference that came in by way of another one is a dependency too, and points the wrong way:");

    [Fact]
    public void Should_keep_the_outside_world_out_of_handlers() => Expect.None(
        new[] { "BillingEngine.Messages", "BillingEngine.Accounts", "BillingEngine.Transactions" }
            .SelectMany(assembly => Assemblies.ReferencesOf(assembly)
                .Where(name => Outside.Any(outside => name.StartsWith(outside, Ordinal)))
                .Select(name => $"{assembly} uses {name}")),
        "A handler is undone by forgetting what it did, so it does no I/O of its own and does not log:");

    static IEnumerable<string> Named(string project, string element) => XDocument.Parse(Repository.Read(project))
        .Descendants(element)
        .Select(reference => reference.Attribute("Include")!.Value);

    static (string[] Projects, string[] Packages) RuleOf(string project) =>
        Allowed.GetValueOrDefault(FolderOf(project), ([], []));

    static string FolderOf(string project) => Path.GetDirectoryName(project)!.Replace('\\', '/');

    static string Normal(string project, string reference) =>
        FolderOf(Repository.Relative(Path.Combine(FolderOf(project), reference)));
}
