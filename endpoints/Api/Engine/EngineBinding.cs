using BillingEngine.Api.Admission;
using BillingEngine.Api.Analytics;
using BillingEngine.Api.Operations;
using BillingEngine.Api.Operations.Retries;
using BillingEngine.Api.Transactions.Search;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Binds the API to the engine and the read models of this process.</summary>
public sealed class EngineBinding : IAsyncDisposable
{
    readonly RequestWaits _waits;
    readonly NpgsqlDataSource _database;
    readonly NpgsqlDataSource _operations;
    readonly WorkCensus _work;
    readonly CancellationTokenSource _stop = new();
    IDisposable? _wakeUps;
    Task _lookUps = Task.CompletedTask;

    /// <param name="database">Opened for queries: their callers are not kept waiting for long.</param>
    /// <param name="operations">Opened for what operators do.</param>
    public EngineBinding(NpgsqlDataSource database, NpgsqlDataSource operations)
    {
        (_database, _operations) = (database, operations);
        _work = new WorkCensus(database);
        _waits = new RequestWaits(
            new TransactionQueries(database),
            new RecordedReplies(database),
            new MessageTypes([new MessageModule(Catalog.All, MessagesJson.Default)]),
            TimeProvider.System);
    }

    /// <summary>
    /// Hears of every commit of this process, so that most callers get their answer without a look-up.
    /// </summary>
    public ICommitListener Listener => _waits;

    public void AddTo(IServiceCollection services, MessagingEngine engine, Messaging.Storage.IStorage storage)
    {
        _wakeUps = storage.Transport.OnWake(_ => _waits.LookSoon());
        _lookUps = Task.Run(() => _waits.Run(_stop.Token));
        var sender = new RequestSender(
            engine.Session, new SystemRandomSource(), () => engine.StoreAwayFor is not null);
        var transactions = new TransactionQueries(_database);
        services.AddSingleton<IWorkload>(new EngineWorkload(engine, sender, _waits));
        services.AddSingleton<ICommandGateway>(new EngineGateway(sender, _waits, transactions));
        services.AddSingleton<IRehearsals>(new EngineRehearsals(
            engine, sender, transactions, new AccountQueries(_database)));
        services.AddSingleton<IQueries>(new EngineQueries(_database));
        services.AddTransactionSearch(_database);
        services.AddAnalytics(_database);
        services.AddOperationStores(_operations);
        services.AddSingleton<IReplays>(new EngineReplays(engine));
        services.AddSingleton(new RetryTurns(_operations, TimeProvider.System, new SystemRandomSource().NextId()));
        services.AddHostedService<RetryDriver>();
        services.AddSingleton<IReadiness>(new EngineReadiness(_database, engine, _work));
    }

    public async ValueTask DisposeAsync()
    {
        _wakeUps?.Dispose();
        _work.Dispose();
        await _stop.CancelAsync();
        await _lookUps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _waits.Dispose();
        _stop.Dispose();
    }
}
