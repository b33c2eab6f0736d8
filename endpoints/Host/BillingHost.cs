using BillingEngine.Api.Engine;
using BillingEngine.Host.Configuration;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Housekeeping;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Host;

/// <summary>
/// All chosen endpoints of the engine, running in this process. Stops its parts in the reverse order of their start.
/// </summary>
sealed partial class BillingHost : IAsyncDisposable
{
    static readonly TimeSpan OwnershipWait = TimeSpan.FromSeconds(5);

    readonly Stack<IAsyncDisposable> _parts = [];
    WebApplication? _api;
    MessagingEngine? _engine;
    string _connectionString = "";

    /// <summary>The bound addresses, with real ports; empty when the API is not among the endpoints.</summary>
    public IReadOnlyList<string> Addresses => _api is null ? [] : ApiServer.Addresses(_api);

    public string ConnectionString => _connectionString;

    /// <summary>What the API is made of: its way into the engine is open to callers of this process too.</summary>
    public IServiceProvider Services => _api?.Services
        ?? throw new InvalidOperationException("The API is not among the endpoints of this process.");

    public static async Task<BillingHost> Start(HostOptions options, CancellationToken ct)
    {
        var host = new BillingHost();
        try
        {
            await host.StartParts(options, ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes nothing on any more, finishes what was accepted, and ends.</summary>
    public async Task Stop(CancellationToken ct)
    {
        if (_api is not null)
            await _api.StopAsync(ct);
        if (_engine is not null)
            await _engine.Stop();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    async Task StartParts(HostOptions options, CancellationToken ct)
    {
        var database = Keep(await BillingDatabase.Open(options.Connection, options.DataDirectory, ct));
        _connectionString = database.ConnectionString;
        var pool = Keep(PostgresStorage.OpenDatabase(_connectionString));
        await Migrator.Migrate(pool, Composition.Migrations, ct);
        var scheduler = new SystemScheduler(TimeProvider.System);
        var storage = Keep(await PostgresStorage.Open(
            pool, Composition.InlineProjections(), scheduler, new SystemRandomSource(), ct));
        var services = Keep(Composition.Services(options.Configuration).BuildServiceProvider());
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var log = loggers.CreateLogger("billing.engine");
        if (options.Faults is { Rules.Count: var rules })
            Log.FaultsAllowed(loggers.CreateLogger("billing.host"), rules);
        if (database.KeepRunning(loggers.CreateLogger("billing.database")) is { } supervision)
            Keep(supervision);
        if (options.Handling.Count > 0)
            await Keep(new Housekeeper(
                pool, options.Configuration.Traces.Retention, TimeProvider.System, scheduler, log)).Start(ct);
        var binding = options.ServesApi ? Keep(Bind()) : null;
        var models = Keep(new FollowingModels(
            pool, options.Projects, scheduler, loggers.CreateLogger("billing.projections")));
        var setup = SetupOf(options, storage, services, log) with
        {
            Listeners = [.. binding?.Listeners ?? [], .. models.Listeners],
        };
        _engine = Keep(await MessagingEngine.Start(setup, ct));
        models.Start(storage.Transport);
        await OwnsSomething(_engine, ct);
        if (binding is not null)
            _api = Keep(await ApiServer.Start(
                options,
                services =>
                {
                    binding.AddTo(services, _engine, storage, models.ByName);
                    services.AddSingleton(Composition.Workshop(pool));
                },
                ct));
    }

    static EngineSetup SetupOf(
        HostOptions options, PostgresStorage storage, ServiceProvider services, ILogger log) => new()
        {
            Modules = Composition.Modules,
            Endpoints = Composition.Endpoints,
            Served = options.Handling,
            Storage = storage,
            Services = services,
            Options = OptionsOf(options.Configuration),
            Recoverability = options.Configuration.Recoverability,
            Logger = log,
            Faults = options.Faults,
        };

    static EngineOptions OptionsOf(BillingConfiguration configuration) => new()
    {
        Traces = configuration.Traces,
        SnapshotEvery = configuration.SnapshotEvery,
    };

    EngineBinding Bind()
    {
        var queries = Keep(PostgresStorage.OpenQueries(_connectionString));
        var operations = Keep(PostgresStorage.OpenOperations(_connectionString));
        var history = new AccountHistory(new StreamHistory(queries, Composition.Types));
        return new EngineBinding(queries, operations, history);
    }

    /// <summary>Ready means able: the first partitions are owned, or other workers own them all.</summary>
    static async Task OwnsSomething(MessagingEngine engine, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(OwnershipWait);
        while (engine is { ServesEndpoints: true, OwnedPartitions.Count: 0 } && !limit.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
    }

    TPart Keep<TPart>(TPart part)
        where TPart : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    static partial class Log
    {
        [LoggerMessage(
            150,
            LogLevel.Warning,
            "Fault rules are allowed here, {rules} from the start: messages can be made to fail. Not for production")]
        public static partial void FaultsAllowed(ILogger logger, int rules);
    }
}
