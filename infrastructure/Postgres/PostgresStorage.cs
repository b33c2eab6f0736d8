using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
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
        // By the failed statement it is known that a unit failed before its end (PostgresFault).
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false,
            IncludeFailedBatchedCommand = true,
        };
        _workers = settings.ConnectionString;
        settings.Options += OnlyReading;
        settings.CommandTimeout = 10;
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

    /// <summary>
    /// A pool with the settings that the engine relies on: prepared statements, and a bound on every wait.
    /// </summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        // A batch whose end does not come is not idle: only the connection can tell that nobody is there any more.
        const string Bounds =
            "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
            + "-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6 "
            + @"-c default_transaction_isolation=read\ committed";
        var settings = Settings(connectionString, Bounds);
        settings.Timeout = 5;
        settings.CommandTimeout = 40;
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostConnections);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>
    /// A pool for questions from outside the engine. Its size and each of its waits are bounded, so that whoever asks
    /// a database that is away, or too busy, learns within seconds that there is no answer.
    /// </summary>
    public static NpgsqlDataSource OpenQueries(string connectionString) =>
        OpenForCallers(connectionString, "-c default_transaction_read_only=on", sessions: 20, statementSeconds: 3);

    /// <summary>A pool for operators, who look at more at once and change it, and who are fewer.</summary>
    public static NpgsqlDataSource OpenOperations(string connectionString) => OpenForCallers(
        connectionString,
        "-c lock_timeout=5s -c idle_in_transaction_session_timeout=15s",
        sessions: 6,
        statementSeconds: 10);

    static NpgsqlDataSource OpenForCallers(
        string connectionString, string options, int sessions, int statementSeconds)
    {
        var settings = Settings(connectionString, $"-c statement_timeout={statementSeconds}s {options}");
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, sessions);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        settings.Timeout = 2;
        settings.CommandTimeout = statementSeconds + 1;
        // Whoever does not answer in time is not asked to stop either: the session is dropped.
        settings.CancellationTimeout = -1;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>
    /// Whether a fault means that the database is away, too busy or in trouble, and the same may do later.
    /// </summary>
    public static bool IsUnavailable(Exception fault) => PostgresFault.IsUnavailable(fault);

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
        var units = new PostgresUnitStore(connection, new WorkerConnection(_workers), _projections);
        return new WorkerStorage(units, new PostgresOwnership(connection));
    }

    public IUnitReader OpenReader()
    {
        var connection = new WorkerConnection(_readers);
        return new PostgresUnitStore(connection, connection, projections: []);
    }

    public async ValueTask DisposeAsync()
    {
        await _wakeUps.DisposeAsync();
        _ownership.Dispose();
    }

    /// <summary>What the connection string says in its own options comes last, and so it prevails.</summary>
    static NpgsqlConnectionStringBuilder Settings(string connectionString, string options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            PersistSecurityInfo = true,
        };
        settings.ApplicationName ??= "billing";
        settings.Options = $"{options} {settings.Options}".TrimEnd();
        return settings;
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
