namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>Texts of the repository that say what the code does, and must go on doing so.</summary>
static class ApprovedText
{
    /// <summary>Set to rewrite the texts; the review of the commit judges what then changed.</summary>
    static bool Accepts => Environment.GetEnvironmentVariable("BILLING_ACCEPT") == "1";

    static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <param name="why">What it means that the text has changed.</param>
    public static void AssertIs(string path, string text, string why)
    {
        var file = Path.Combine(Root, path);
        if (Accepts)
            File.WriteAllText(file, text);
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (approved != text)
            Assert.Fail($"""
                {path} does not say what the code does any more. {why}
                If it is to be so, run this test with BILLING_ACCEPT=1 and read what has changed.
                The first difference: {FirstDifference(approved, text)}
                """);
    }

    static string FirstDifference(string approved, string text)
    {
        var (before, after) = (approved.Split('\n'), text.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(before.Length, after.Length))
            .First(index => before.ElementAtOrDefault(index) != after.ElementAtOrDefault(index));
        return $"""
            line {line + 1}
              approved: {before.ElementAtOrDefault(line)}
              the code: {after.ElementAtOrDefault(line)}
            """;
    }

    static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BillingEngine.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no BillingEngine.sln above {start}; approved texts lie there.");
    }
}
