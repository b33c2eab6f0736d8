namespace BillingEngine.Architecture.Tests;

/// <summary>The repository as it lies on disk, without what builds and editors leave behind.</summary>
static class Repository
{
    static readonly HashSet<string> NotOurs =
        new(["bin", "obj", ".git", ".vs", ".idea", "TestResults", "node_modules"], StringComparer.Ordinal);

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Set to rewrite the approved texts; the review of the commit judges what then changed.</summary>
    public static bool Accepts => Environment.GetEnvironmentVariable("BILLING_ACCEPT") == "1";

    /// <summary>Paths of the files whose names end so, relative to the root and with slashes, in order.</summary>
    public static IReadOnlyList<string> Files(params string[] endings) =>
    [
        .. Below(Root)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => endings.Any(ending => path.EndsWith(ending, Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The same path without steps up and down.</summary>
    public static string Relative(string path) =>
        Path.GetRelativePath(Root, Path.GetFullPath(Path.Combine(Root, path))).Replace('\\', '/');

    public static void Write(string path, IEnumerable<string> lines) =>
        File.WriteAllText(Path.Combine(Root, path), string.Join('\n', lines) + "\n");

    static IEnumerable<string> Below(string folder) => Directory.GetFiles(folder).Concat(
        Directory.GetDirectories(folder).Where(child => !NotOurs.Contains(Path.GetFileName(child))).SelectMany(Below));

    static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BillingEngine.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"There is no BillingEngine.sln above {start}; the tests read the sources.");
    }
}
