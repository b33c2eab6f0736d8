using System.Globalization;
using System.Security.Cryptography;

namespace BillingEngine.Postgres.Embedded;

/// <summary>The folder of one embedded cluster: what lies where, and whether it is ours to use.</summary>
sealed class DataFolder
{
    DataFolder(string path) => Root = path;

    public string Root { get; }
    public string Cluster => Path.Combine(Root, "pgdata");
    public string Settings => Path.Combine(Root, "billing.conf");
    public string ServerLog => Path.Combine(Root, "server.log");
    public string Sockets => Path.Combine(Root, "run");
    public string UseLock => Path.Combine(Root, "lock");
    public string StartLock => Path.Combine(Root, "start.lock");
    string NamespaceFile => Path.Combine(Root, "namespace");
    string PasswordFile => Path.Combine(Root, "password");
    string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    /// <summary>Makes the folder when it is missing, and refuses one that cannot be used.</summary>
    public static DataFolder Open(string directory)
    {
        var folder = new DataFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        // The tools of PostgreSQL hand paths to a shell within double quotes.
        if (folder.Root.IndexOfAny(['"', '$', '`', '\\', '\n']) >= 0)
            throw Unusable(folder.Root, "its path has a character (one of \" $ ` \\) that PostgreSQL cannot take");
        if (File.Exists(folder.Root))
            throw Unusable(folder.Root, "it is a file");
        Guard(folder.Root, folder.CreateWritable);
        if (File.Exists(Path.Combine(folder.Root, "PG_VERSION")))
            throw Unusable(folder.Root, "it is itself a PostgreSQL cluster made by something else");
        return folder;
    }

    /// <summary>Major version of the cluster, or null while there is none.</summary>
    public int? ClusterVersion() => Guard<int?>(Root, () =>
    {
        if (!Path.Exists(Cluster))
            return null;
        if (!File.Exists(VersionFile) || !File.Exists(PasswordFile))
            throw Unusable(Root, "its pgdata was not made by billing, or its password file is gone");
        // Up to 9.6 the minor version is there too.
        var major = File.ReadAllText(VersionFile).Trim().Split('.')[0];
        return int.TryParse(major, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Unusable(Root, $"its {VersionFile} holds no version");
    });

    /// <summary>
    /// Refuses a folder in use by another container: we could not see its server, would take it for dead and start a
    /// second one on the same data. The caller holds the start lock, and not yet the use lock.
    /// </summary>
    public void ClaimNamespace() => Guard(Root, () =>
    {
        var ours = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        using var alone = FolderLock.TryExclusive(UseLock);
        if (alone is null && File.Exists(NamespaceFile) && File.ReadAllText(NamespaceFile) != ours)
            throw Unusable(Root, "a process in another container uses it");
        File.WriteAllText(NamespaceFile, ours);
        return true;
    });

    /// <summary>
    /// The port that the server was last started with. It is kept while it can be, for whoever still uses the folder.
    /// </summary>
    public int? FormerPort() => Guard<int?>(Root, () =>
    {
        const string Setting = "port = ";
        var line = File.Exists(Settings)
            ? File.ReadLines(Settings).FirstOrDefault(line => line.StartsWith(Setting, StringComparison.Ordinal))
            : null;
        return int.TryParse(line?[Setting.Length..], CultureInfo.InvariantCulture, out var port) ? port : null;
    });

    /// <summary>The password of the cluster; drawn once, and on disk before the cluster that uses it is.</summary>
    public string Password() => Guard(Root, () =>
    {
        if (!File.Exists(PasswordFile))
        {
            UnixFiles.WritePrivate(PasswordFile + ".new", RandomNumberGenerator.GetHexString(48));
            File.Move(PasswordFile + ".new", PasswordFile);
        }
        return File.ReadAllText(PasswordFile);
    });

    public static EmbeddedPostgresException Unusable(string root, string reason, Exception? inner = null) =>
        new($"The data folder {root} cannot be used: {reason}. Choose another folder with --data.", inner);

    // Turns the errors of the file system into one line about the folder.
    static T Guard<T>(string root, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(root, $"it belongs to another user or is write-protected ({e.Message})", e);
        }
        catch (IOException e)
        {
            throw Unusable(root, e.Message, e);
        }
    }

    bool CreateWritable()
    {
        // Under root the server runs as another user, who has to reach its own folder below this one.
        if (!Directory.Exists(Root) && Environment.IsPrivilegedProcess)
            UnixFiles.CreatePassableFolder(Root);
        Directory.CreateDirectory(Root);
        // Null: the last one to leave is stopping the server at this moment; it is waited for at the start lock.
        FolderLock.TryShared(UseLock)?.Dispose();
        // Null: another process is starting in it at this moment, so it can be used.
        using var _ = FolderLock.TryExclusive(StartLock);
        return true;
    }
}
