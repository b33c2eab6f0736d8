using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>PostgreSQL as event store, saga store and transport.</summary>
public sealed class PostgresStorage : IStorage
{
    const string SelectDurability = """
        select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off'
        """;

    // A read is one implicit transaction, and therefore sees one snapshot.
    const string OnlyReading =
        @" -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\ read";

    /// <summary>Readers that are many queue for these, instead of taking up all that the server has.</summary>
    const int MostConnections = 40;

    readonly string _workers;
    readonly string _readers;
    readonly IReadOnlyList<IInlineProjection> _projections;
    readonly PostgresWakeUps _wakeUps;
    readonly WorkerConnection _ownership;

    PostgresStorage(NpgsqlDataSource database, IReadOnlyList<IInlineProjection> projections, IScheduler scheduler, string self)
    {
        _projections = projections;
        _wakeUps = new PostgresWakeUps(database, scheduler, self);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        _workers = settings.ConnectionString;
        settings.Options += OnlyReading;
        _readers = settings.ConnectionString;
        _ownership = new WorkerConnection(_workers);
        Transport = new PostgresTransport(database, _wakeUps);
        Events = new PostgresEventStore(database, _workers);
        Ownership = new PostgresOwnership(_ownership);
    }

    public static MigrationSource Migrations { get; } = new("engine", typeof(PostgresStorage).Assembly);

    public ITransport Transport { get; }

    public IEventStore Events { get; }

    public IPartitionOwnership Ownership { get; }

    /// <summary>A pool with the settings that the engine relies on: prepared statements, and a bound on every wait.</summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            CommandTimeout = 40,
            PersistSecurityInfo = true,
            Options = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        };
        settings.ApplicationName ??= "billing";
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostConnections);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <exception cref="InvalidOperationException">The server may lose what it has acknowledged.</exception>
    public static async Task<PostgresStorage> Open(
        NpgsqlDataSource database,
        IReadOnlyList<IInlineProjection> projections,
        IScheduler scheduler,
        IRandomSource random,
        CancellationToken ct)
    {
        await CheckDurability(database, ct);
        return new PostgresStorage(database, projections, scheduler, random.NextId().ToString("n"));
    }

    public WorkerStorage OpenWorker()
    {
        var connection = new WorkerConnection(_workers);
        return new WorkerStorage(new PostgresUnitStore(connection, _projections), new PostgresOwnership(connection));
    }

    public IUnitReader OpenReader() => new PostgresUnitStore(new WorkerConnection(_readers), projections: []);

    public async ValueTask DisposeAsync()
    {
        await _wakeUps.DisposeAsync();
        _ownership.Dispose();
    }

    static async Task CheckDurability(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectDurability);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
            throw new InvalidOperationException(
                $"PostgreSQL runs with {reader.GetString(0)} = off and may lose money that it has acknowledged. Switch it on.");
    }
}
