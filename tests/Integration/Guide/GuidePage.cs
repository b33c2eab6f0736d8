using System.Text.RegularExpressions;

namespace BillingEngine.Integration.Tests.Guide;

/// <summary>
/// A page whose commands stand in <c>sh</c> fences, each with what it answers in a <c>json</c> fence after it.
/// </summary>
sealed partial class GuidePage(string path)
{
    readonly string _path = path;

    public IReadOnlyList<GuideStep> Steps { get; } =
    [
        .. Step().Matches(File.ReadAllText(path)).Select(match => new GuideStep(
            match.Groups["command"].Value,
            match.Groups["answer"] is { Success: true } answer ? answer.Value : null)),
    ];

    public static GuidePage Find(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "BillingEngine.sln")))
            folder = folder.Parent;
        return new GuidePage(Path.Combine(folder.FullName, "docs", name));
    }

    /// <summary>Writes the answers that came in place of those that stand there.</summary>
    public void Rewrite(IReadOnlyList<string?> answers)
    {
        var next = 0;
        File.WriteAllText(_path, Step().Replace(File.ReadAllText(_path), match => answers[next++] is { } answer
            ? match.Value.Replace(match.Groups["answer"].Value, answer, StringComparison.Ordinal)
            : match.Value));
    }

    [GeneratedRegex(
        @"^```sh\n(?<command>.*?)^```\n(?:\n```json\n(?<answer>.*?)^```\n)?",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Step();
}

/// <param name="Answer">Null: whatever it answers, it must succeed.</param>
sealed record GuideStep(string Command, string? Answer);
