using System.Security.Cryptography;

namespace BillingEngine.Postgres.Embedded;

/// <summary>Makes a new cluster. A half-made one never gets the final name, so killing us here costs nothing.</summary>
static class ClusterInit
{
    const string Unfinished = "pgdata.new-";

    public static async Task Run(
        DataFolder folder, ServerBinaries binaries, ServerAccount account, CancellationToken ct)
    {
        RemoveUnfinished(folder);
        // An initdb whose parent was killed may still be writing: each attempt has a folder to itself.
        var fresh = Path.Combine(folder.Root, Unfinished + RandomNumberGenerator.GetHexString(8, lowercase: true));
        var passwordFile = fresh + ".password";
        Directory.CreateDirectory(fresh);
        UnixFiles.WritePrivate(passwordFile, folder.Password());
        await account.HandOver(fresh, ct);
        await account.HandOver(passwordFile, ct);
        var made = await Command.Run(account.Line(Initdb(binaries, fresh, passwordFile)), ct);
        File.Delete(passwordFile);
        if (!made.Succeeded)
            throw new EmbeddedPostgresException(
                $"PostgreSQL could not make a cluster in {folder.Root}: {made.LastLines}");
        await File.AppendAllTextAsync(
            Path.Combine(fresh, "postgresql.conf"), "\n# Written anew at each start.\ninclude '../billing.conf'\n", ct);
        Directory.Move(fresh, folder.Cluster);
        // The new name itself has to survive a power cut, or the first data would vanish with it.
        await Command.Run(["sync", Path.Combine(folder.Cluster, "postgresql.conf"), folder.Cluster, folder.Root], ct);
    }

    static string[] Initdb(ServerBinaries binaries, string folder, string passwordFile) =>
    [
        binaries.Initdb, "-D", folder, "--username=billing", "--auth=scram-sha-256", "--pwfile=" + passwordFile,
        "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions",
    ];

    static void RemoveUnfinished(DataFolder folder)
    {
        foreach (var path in Directory.GetDirectories(folder.Root, Unfinished + "*"))
            Directory.Delete(path, recursive: true);
        foreach (var path in Directory.GetFiles(folder.Root, Unfinished + "*"))
            File.Delete(path);
    }
}
