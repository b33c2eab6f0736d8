using System.Globalization;

namespace BillingEngine.Architecture.Tests;

/// <summary>A ratchet: what is too long and listed may shrink, what is not listed must not become too long.</summary>
public sealed class Size
{
    const int LongestFile = 200;
    const int LongestMethod = 40;
    const int LongestLine = 120;
    const string Heading = "# What is too long. Lower it, do not raise it.";
    const string List = "tests/Architecture/Approved/size.txt";

    static readonly SortedDictionary<string, int> Found = FoundAndAccepted();

    [Fact]
    public void Should_not_grow()
    {
        var listed = Listed();
        Expect.None(
            Found.Where(entry => entry.Value > listed.GetValueOrDefault(entry.Key))
                .Select(entry => $"{entry.Key}: {entry.Value}, accepted {listed.GetValueOrDefault(entry.Key)}"),
            $"Nobody reads files over {LongestFile} lines, methods over {LongestMethod} or lines over {LongestLine} "
            + "columns in one go. Split at a name that helps the reader (or, with a reason in the commit, BILLING_ACCEPT=1):");
    }

    [Fact]
    public void Should_list_only_what_is_still_too_long() => Expect.None(
        Listed().Keys.Except(Found.Keys),
        $"These are short enough by now, and must not grow back. Take them off {List} (BILLING_ACCEPT=1 does it):");

    static SortedDictionary<string, int> FoundAndAccepted()
    {
        var found = new SortedDictionary<string, int>(
            LongFiles().Concat(LongLines()).Concat(LongMethods()).ToDictionary(entry => entry.What, entry => entry.Size),
            StringComparer.Ordinal);
        if (Repository.Accepts)
            Repository.Write(List, found.Select(entry => $"{entry.Value} {entry.Key}").Prepend(Heading));
        return found;
    }

    static Dictionary<string, int> Listed() => Repository.Lines(List)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[1], parts => int.Parse(parts[0], CultureInfo.InvariantCulture));

    static IEnumerable<(string What, int Size)> LongFiles() => Repository.Files(".cs")
        .Select(path => ($"lines of {path}", Repository.Lines(path).Length))
        .Where(file => file.Length > LongestFile);

    static IEnumerable<(string What, int Size)> LongLines() => Repository.Files(".cs")
        .Select(path => (
            What: $"wide lines in {path}", Size: Repository.Lines(path).Count(line => line.Length > LongestLine)))
        .Where(file => file.Size > 0);

    static IEnumerable<(string What, int Size)> LongMethods() => Assemblies.Product
        .SelectMany(MethodLengths.Of)
        .Where(method => method.Lines > LongestMethod)
        .GroupBy(method => method.Name)
        .Select(same => ($"lines of method {same.Key}", same.Max(method => method.Lines)));
}
