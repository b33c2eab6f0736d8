namespace BillingEngine.Postgres.Embedded;

/// <summary>The user the server runs as. PostgreSQL refuses root, so root steps down to another user for it.</summary>
sealed class ServerAccount
{
    readonly IReadOnlyList<string> _prefix;
    readonly string? _owner;

    ServerAccount(IReadOnlyList<string> prefix, string? owner) => (_prefix, _owner) = (prefix, owner);

    /// <summary>Finds the user, and a way to become it that reaches both the data folder and the binaries.</summary>
    public static async Task<ServerAccount> Find(
        DataFolder folder, ServerBinaries binaries, Action<string>? log, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount([], null);
        var user = await OwnerOf(folder.Cluster, ct) ?? await Named("postgres", ct) ?? await Named("nobody", ct)
            ?? throw Refused(folder, "there is neither a user postgres nor nobody");
        var last = "";
        foreach (var (prefix, note) in WaysToBecome(user))
        {
            var tried = await Command.Run([.. prefix, .. Probe(folder, binaries)], ct);
            if (tried.Succeeded)
            {
                if (note is not null)
                    log?.Invoke(note);
                return new ServerAccount(prefix, $"{user.Uid}:{user.Gid}");
            }
            last = tried.LastLines.Length > 0 ? tried.LastLines : last;
        }
        throw Refused(folder, $"user {user.Name} cannot run {binaries.Postgres} there ({last})");
    }

    public IEnumerable<string> Line(params IEnumerable<string> words) => [.. _prefix, .. words];

    /// <summary>Gives a file or a tree to the server's user; nothing to do when that is who we are.</summary>
    public async Task HandOver(string path, CancellationToken ct)
    {
        if (_owner is null)
            return;
        var done = await Command.Run(["chown", "-R", _owner, path], ct);
        if (!done.Succeeded)
            throw new EmbeddedPostgresException($"Cannot give {path} to the server's user {_owner}: {done.LastLines}.");
    }

    static IEnumerable<(string[] Prefix, string? Note)> WaysToBecome(User user)
    {
        string[] setpriv = ["setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups"];
        yield return (setpriv, null);
        yield return (["runuser", "-u", user.Name, "--"], null);
        yield return (["sudo", "-n", "-u", user.Name, "--"], null);
        // A parent folder is closed to the user (/root, a private temporary folder): let the server pass through it.
        yield return (
            [.. setpriv, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
            $"The data folder lies where user {user.Name} may not go: the server gets the right to pass through.");
    }

    static string[] Probe(DataFolder folder, ServerBinaries binaries) =>
        ["sh", "-c", "cd \"$1\" && exec \"$2\" --version", "sh", folder.Root, binaries.Postgres];

    static async Task<User?> OwnerOf(string path, CancellationToken ct)
    {
        var listed = await Command.Run(["ls", "-nd", path], ct);
        var fields = listed.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return !listed.Succeeded || fields is not [_, _, var uid, var gid, ..] || uid == "0"
            ? null
            : new User((await Id("-nu", uid, ct)) ?? uid, uid, gid);
    }

    static async Task<User?> Named(string name, CancellationToken ct) =>
        await Id("-u", name, ct) is { } uid && await Id("-g", name, ct) is { } gid ? new User(name, uid, gid) : null;

    static async Task<string?> Id(string option, string user, CancellationToken ct)
    {
        var found = await Command.Run(["id", option, user], ct);
        return found.Succeeded ? found.Output.Trim() : null;
    }

    static EmbeddedPostgresException Refused(DataFolder folder, string reason) => new(
        $"PostgreSQL does not run as root, and for {folder.Root} {reason}. "
        + "Run billing as an ordinary user, choose a reachable folder with --data, or pass --connection.");

    sealed record User(string Name, string Uid, string Gid);
}
