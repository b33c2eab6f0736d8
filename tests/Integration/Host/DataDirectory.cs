using System.Diagnostics;
using System.Globalization;
using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Postgres.Embedded;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>A folder for --data, and the server in it.</summary>
sealed class DataDirectory : IAsyncDisposable
{
    public string Path { get; } = TestFolders.New();

    public bool HasServer => File.Exists(PidFile);

    string PidFile => System.IO.Path.Combine(Path, "pgdata", "postmaster.pid");

    /// <summary>kill -9 for the server and, unless told otherwise, all its sessions.</summary>
    public async Task KillServer(bool withSessions = true)
    {
        var processId = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
        using var server = Process.GetProcessById(processId);
        server.Kill(entireProcessTree: withSessions);
        await server.WaitForExitAsync();
    }

    public async Task<EmbeddedPostgres> Open() =>
        await EmbeddedPostgres.Start(new EmbeddedPostgresOptions(Path), CancellationToken.None);

    /// <summary>Stops a server that a killed engine has left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (HasServer)
            await (await Open()).DisposeAsync();
    }
}
