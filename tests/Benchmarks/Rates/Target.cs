using BillingEngine.Benchmarks.Rates.Machine;
using BillingEngine.Benchmarks.Rates.Peers;
using BillingEngine.Host;
using BillingEngine.Host.Verbs;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>An embedded database, and the engine on it in a process of its own.</summary>
sealed class Target : IAsyncDisposable
{
    const int MostSessions = 200;

    readonly BillingDatabase _database;

    Target(string folder, BillingDatabase database, Engine engine) =>
        (Folder, _database, Engine) = (folder, database, engine);

    public string Folder { get; }

    public Engine Engine { get; }

    public string ConnectionString => _database.ConnectionString;

    public ProcessMemory? Memory => ProcessMemory.Of(Engine.ProcessId);

    public static async Task<Target> Start(string folder)
    {
        // Outlives the engine's own process, which joins it.
        var database = await BillingDatabase.Open(connection: null, folder, CancellationToken.None);
        try
        {
            return new Target(folder, database, await Engine.Start(["--connection", database.ConnectionString]));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new database, whose server has room for the sessions of peers as well; the rest is as ever.</summary>
    public static async Task<Target> StartEmpty(string folder)
    {
        await using (var database = await BillingDatabase.Open(connection: null, folder, CancellationToken.None))
            await PeerDatabase.Execute(database.ConnectionString, $"alter system set max_connections = {MostSessions}");
        return await Start(folder);
    }

    /// <summary>The product's own verifier; prints what it finds.</summary>
    public Task<bool> Verify(TextWriter output) =>
        VerifyVerb.Check(ConnectionString, output, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _database.DisposeAsync();
    }
}
