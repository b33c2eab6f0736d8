using System.Text.RegularExpressions;

namespace BillingEngine.Architecture.Tests;

/// <summary>The documents tell the truth about the repository, as far as a program can tell.</summary>
public sealed partial class Documents
{
    static IReadOnlyList<string> Pages => Repository.Files(".md");

    [Fact]
    public void Should_keep_the_readme_short() => Assert.True(
        Repository.Lines("README.md").Length <= 120,
        $"README.md has {Repository.Lines("README.md").Length} lines; beyond 120 nobody reads it. Move detail "
        + "to docs/.");

    [Fact]
    public void Should_say_nothing_of_the_machine_they_were_written_on() => Expect.None(
        Pages.Concat(Repository.Files(".yml", "Dockerfile", ".props", ".dockerignore"))
            .SelectMany(path => MachinePath().Matches(Repository.Read(path)).Select(match => $"{path}: {match.Value}")),
        "A reader has other folders, and finds packages through their own client's configuration. Say it without:");

    [Fact]
    public void Should_hold_no_notes_to_ourselves() => Expect.None(
        Pages.SelectMany(path => Notes().Matches(Repository.Read(path)).Select(match => $"{path}: {match.Value}")),
        "What is not done stands in an issue or a decision, where somebody looks for it:");

    [Fact]
    public void Should_link_to_what_exists() => Expect.None(
        Pages.SelectMany(page => Link().Matches(Repository.Read(page))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.StartsWith("http", Ordinal) && !LeadsSomewhere(page, target))
            .Select(target => $"{page} -> {target}")),
        "A broken link sends the reader away for good:");

    [Fact]
    public void Should_name_files_that_exist() => Expect.None(
        Pages.SelectMany(page => NamedFile().Matches(WithoutFences(Repository.Read(page)))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains('*', Ordinal) && !IsExample(path) && !Repository.Exists(path))
            .Select(path => $"{page} names {path}")),
        "These files are not there (any more). Correct the page; examples to be written by the reader start "
        + "with endpoints/Example:");

    [Fact]
    public void Should_number_decisions_without_a_gap()
    {
        var files = Pages.Where(path => path.StartsWith("docs/decisions/0", Ordinal)).ToList();
        Expect.None(
            files.Select((path, index) => (path, number: index + 1))
                .Where(entry => !entry.path.Contains($"/{entry.number:0000}-", Ordinal))
                .Select(entry => $"{entry.path} should be number {entry.number:0000}"),
            "Decisions are told in the order in which they were taken, each with a number of its own:");
        Expect.None(
            files.Where(path => !IsDecision(Repository.Lines(path))),
            "A decision is one page: '# N. Title', then Context, Decision and Consequences, 60 lines at most. Not so:");
        Expect.None(
            files.Where(path => !Repository.Read("docs/README.md").Contains(path["docs/".Length..], Ordinal)),
            "docs/README.md is the way to every page. It does not link to:");
    }

    static bool LeadsSomewhere(string page, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(page)!;
        var path = parts[0].Length == 0 ? page : Repository.Relative(Path.Combine(folder, parts[0]));
        return Repository.Exists(path) && (parts.Length == 1 || Repository.Lines(path)
            .Where(line => line.StartsWith('#'))
            .Any(line => Slug(line) == parts[1]));
    }

    /// <summary>As GitHub makes anchors of headings.</summary>
    static string Slug(string heading) =>
        NotInSlug().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    static string WithoutFences(string text) => AnyFence().Replace(text, "");

    static bool IsExample(string path) => path.StartsWith("endpoints/Example", Ordinal);

    static bool IsDecision(string[] lines) => lines.Length <= 60
        && lines[0].StartsWith("# ", Ordinal)
        && new[] { "## Context", "## Decision", "## Consequences" }.All(lines.Contains);

    [GeneratedRegex(@"(?<![\w.~])/(work|root|tmp|home|Users|mnt)(/[\w.-]*)?|\b[\w-]+\.(npmjs|nuget|pypi)\.(org|com)\b")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TODO|TBD|FIXME|XXX|lorem ipsum)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Notes();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(?:endpoints|infrastructure|messages|tests|docs)/[\w./*-]+)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex AnyFence();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInSlug();
}
