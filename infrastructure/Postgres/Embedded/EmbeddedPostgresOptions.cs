namespace BillingEngine.Postgres.Embedded;

/// <summary>Where the embedded server keeps its data, and how long it may take. Durability is not an option.</summary>
/// <param name="DataDirectory">Folder for the cluster, its password and its log; made when it is missing.</param>
public sealed record EmbeddedPostgresOptions(string DataDirectory)
{
    /// <summary>Bound on waiting for other processes, crash recovery and the start itself.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>TCP port on 127.0.0.1; 0 takes a free one. It does not move a server that already runs.</summary>
    public int Port { get; init; }

    /// <summary>The server's page cache; 0 derives it from the memory and huge pages of the machine.</summary>
    public int SharedBuffersMegabytes { get; init; }

    /// <summary>Where server programs that come as a package are kept; by default beside the user's data.</summary>
    public string PackageDirectory { get; init; } = DefaultDataDirectory() + "-server";

    /// <summary>Receives progress, one line at a time.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>/var/lib/billing-engine for root, else billing-engine in the user's data home (XDG).</summary>
    public static string DefaultDataDirectory() => Environment.IsPrivilegedProcess
        ? "/var/lib/billing-engine"
        : Path.Combine(UserDataHome(), "billing-engine");

    static string UserDataHome()
    {
        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        return Path.IsPathRooted(home)
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
    }
}
