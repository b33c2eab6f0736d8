using Microsoft.Extensions.Logging;

namespace BillingEngine.Postgres.Embedded;

/// <summary>
/// A PostgreSQL server of our own in a data folder. Several processes may use one folder at once: the first one starts
/// the server, the others attach, and the last one to leave stops it. It survives us; the next start finds it again.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    const string Database = "billing";

    static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(30);

    readonly DataFolder _folder;
    readonly ServerControl _control;
    readonly ServerSessions _sessions;
    readonly int _port;
    FileStream? _use;

    EmbeddedPostgres(
        DataFolder folder, ServerControl control, ServerSessions sessions, FoundServer server, FileStream use)
    {
        (_folder, _control, _sessions, _use) = (folder, control, sessions, use);
        (ProcessId, _port, WasRunning) = (server.Server.ProcessId, server.Server.Port, server.WasRunning);
    }

    /// <summary>Npgsql connection string of the database "billing".</summary>
    public string ConnectionString => _sessions.To(Database);

    /// <summary>Process id of the server itself, as it was started or found.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the server was running before, for another process or left by one that was killed.</summary>
    public bool WasRunning { get; }

    /// <summary>Starts the server in the data folder, or attaches to it.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> Start(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL runs on Linux and macOS only: pass --connection to use a server of your own.");
        var folder = DataFolder.Open(options.DataDirectory);
        try
        {
            return await Start(folder, options, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.Unusable(folder.Root, e.Message, e);
        }
    }

    /// <summary>
    /// Until disposed: when the server is gone, starts it again on the port that all its users know, unless another of
    /// them has done so. Its attempts are bounded; when they are used up, the log says so once.
    /// </summary>
    public IAsyncDisposable KeepRunning(ILogger logger) => new ServerSupervisor(
        _folder, _control, new RunningServer(ProcessId, _port, Ready: true), new SupervisionPace(), logger);

    /// <summary>Creates a database beside ours and returns its connection string.</summary>
    public Task<string> CreateDatabase(string name, CancellationToken ct) => _sessions.Create(name, ct);

    /// <summary>Drops a database, ending the sessions in it; nothing happens when there is none.</summary>
    public Task DropDatabase(string name, CancellationToken ct) => _sessions.Drop(name, ct);

    /// <summary>Leaves, and stops the server when nobody else uses it. Never throws; trouble goes to the log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _use, null) is not { } held)
            return;
        try
        {
            await Leave(held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _control.Report($"The data folder {_folder.Root} was lost before its server was stopped: {e.Message}");
        }
        finally
        {
            await held.DisposeAsync();
        }
    }

    async Task Leave(FileStream held)
    {
        using var alone = await FolderLock.Exclusive(_folder.StartLock, LeavePatience, CancellationToken.None);
        await held.DisposeAsync();
        // Without the start lock somebody is busy starting, and will be the one to stop it.
        using var last = alone is null ? null : FolderLock.TryExclusive(_folder.UseLock);
        if (last is not null)
            await _control.Stop();
    }

    static async Task<EmbeddedPostgres> Start(
        DataFolder folder, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var binaries = await ServerBinaries.Find(folder.ClusterVersion(), options, ct);
        using var alone = await FolderLock.Exclusive(folder.StartLock, options.StartTimeout, ct)
            ?? throw new EmbeddedPostgresException(
                $"Another process has been starting or stopping PostgreSQL in {folder.Root} for "
                + $"{options.StartTimeout.TotalSeconds:0} s: wait for it or end it, then try again.");
        folder.ClaimNamespace();
        var use = FolderLock.Shared(folder.UseLock);
        try
        {
            return await StartAlone(folder, binaries, options, use, ct);
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    static async Task<EmbeddedPostgres> StartAlone(
        DataFolder folder, ServerBinaries binaries, EmbeddedPostgresOptions options, FileStream use,
        CancellationToken ct)
    {
        var account = await ServerAccount.Find(folder, binaries, options.Log, ct);
        if (folder.ClusterVersion() is null)
            await ClusterInit.Run(folder, binaries, account, ct);
        var control = new ServerControl(folder, binaries, account, options);
        var found = await control.AttachOrStart(ct);
        try
        {
            var sessions = await ServerSessions.LogIn(folder, found.Server.Port, ct);
            await sessions.CreateIfMissing(Database, ct);
            return new EmbeddedPostgres(folder, control, sessions, found, use);
        }
        catch when (!found.WasRunning)
        {
            await control.Stop();
            throw;
        }
    }
}
