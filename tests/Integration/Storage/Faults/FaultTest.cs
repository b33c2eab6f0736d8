using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

/// <summary>A worker on partitions 0 and 1 whose connections all lead through a proxy; questions go past it.</summary>
public abstract class FaultTest : IAsyncLifetime
{
    protected FaultTest() => Store = new PostgresStore(Proxy.Route);

    private protected FaultProxy Proxy { get; } = new();

    private protected PostgresStore Store { get; }

    private protected ExtraStatement Extra { get; } = new();

    protected PostgresStorage Storage { get; private set; } = null!;

    protected TestWorker Worker { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Storage = await Store.Open([Extra]);
        await Storage.Ownership.Install([TestWorker.Endpoint], CancellationToken.None);
        Worker = await TestWorker.Start(Storage, 0, 1);
    }

    public async Task DisposeAsync()
    {
        Proxy.Disarm();
        await Worker.DisposeAsync();
        await Store.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    protected UnitChanges SomeUnit(string? data = null) => new()
    {
        UnitId = Some.Id(),
        Leases = [Worker.Lease()],
        Events = [Some.Event(Worker.Lease(), 1, Some.Id(), 1, data)],
    };

    protected async Task<TAnswer> Ask<TAnswer>(string sql, params object[] parameters)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return (TAnswer)(await command.ExecuteScalarAsync())!;
    }

    protected async Task Execute(string sql) => await Ask<long>(sql + "; select 1::bigint");

    protected async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(await Store.ConnectionString());
        await connection.OpenAsync();
        return connection;
    }

    protected Task<int> WorkersProcess() => Ask<int>("select backend_pid from workers where worker_id = $1", Worker.Id);

    /// <summary>Commits, and looks up what is not known then.</summary>
    protected async Task<CommitOutcome> Settled(UnitChanges unit) =>
        await Worker.Commit(unit) is var outcome && outcome is CommitOutcome.Unknown unknown
            ? await Worker.Units.Resolve(unit, unknown, CancellationToken.None)
            : outcome;

    protected Task<bool> IsStored(UnitChanges unit) =>
        Ask<bool>("select coalesce(last_unit = $1, false) from partitions where partition = 0", unit.UnitId);

    protected async Task<List<StoredEvent>> Log(int partition = 0) =>
        await Storage.Events.ReadPartition(partition, 0, CancellationToken.None).ToListAsync();

    /// <summary>After whatever happened, the worker goes on as if nothing had.</summary>
    protected async Task GoesOn()
    {
        Extra.Text = () => null;
        Assert.IsType<CommitOutcome.Committed>(await Worker.Commit(SomeUnit()));
        Assert.Equal(Worker.Lease().Position, (await Log()).Count);
        Assert.Equal(0, await Ask<long>("""
            select count(*) from pg_stat_activity
            where datname = current_database() and state like 'idle in transaction%'
            """));
    }
}
