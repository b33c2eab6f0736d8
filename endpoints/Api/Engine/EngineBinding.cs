using BillingEngine.Api.Accounts;
using BillingEngine.Api.Admission;
using BillingEngine.Api.Analytics;
using BillingEngine.Api.Consistency;
using BillingEngine.Api.Events;
using BillingEngine.Api.Operations;
using BillingEngine.Api.Operations.Retries;
using BillingEngine.Api.Statements;
using BillingEngine.Api.Transactions.Search;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Log;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Binds the API to the engine and the read models of this process.</summary>
public sealed class EngineBinding : IAsyncDisposable
{
    readonly RequestWaits _waits;
    readonly EventFollowers _followers;
    readonly NpgsqlDataSource _database;
    readonly NpgsqlDataSource _operations;
    readonly IAccountHistory _history;
    readonly WorkCensus _work;
    readonly PositionBoard _board = new();
    readonly CancellationTokenSource _stop = new();
    IDisposable? _wakeUps;
    Task _lookUps = Task.CompletedTask;
    Task _looks = Task.CompletedTask;

    /// <param name="database">Opened for queries: their callers are not kept waiting for long.</param>
    /// <param name="operations">Opened for what operators do.</param>
    /// <param name="history">Knows the rules by which events make an account.</param>
    public EngineBinding(NpgsqlDataSource database, NpgsqlDataSource operations, IAccountHistory history)
    {
        (_database, _operations, _history) = (database, operations, history);
        _work = new WorkCensus(database);
        _waits = new RequestWaits(
            new TransactionQueries(database),
            new RecordedReplies(database),
            new MessageTypes([new MessageModule(Catalog.All, MessagesJson.Default)]),
            new LogHeads(database),
            _board,
            TimeProvider.System);
        _followers = new EventFollowers(new EventLog(database), new ApiOptions().Followers);
    }

    /// <summary>
    /// Hear of every commit of this process, so that most callers get their answer without a look-up. The board comes
    /// first: an answer is given with the position that the board has by then.
    /// </summary>
    public IReadOnlyList<ICommitListener> Listeners => [_board, _waits, _followers];

    /// <param name="models">The read models that follow the log, by name.</param>
    public void AddTo(
        IServiceCollection services,
        MessagingEngine engine,
        Messaging.Storage.IStorage storage,
        IReadOnlyDictionary<string, FollowedModel> models)
    {
        services.AddSingleton<IReadPositions>(new ReadPositions(
            _board, new LogHeads(_database), models, TimeProvider.System));
        _wakeUps = storage.Transport.OnWake(_ =>
        {
            _waits.LookSoon();
            _followers.LookSoon();
        });
        _lookUps = Task.Run(() => _waits.Run(_stop.Token));
        _looks = Task.Run(() => _followers.Run(_stop.Token));
        services.AddSingleton(_followers);
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
        services.AddSingleton<IAccountLists>(new EngineAccountLists(_database));
        services.AddSingleton(_history);
        services.AddStatementQueries(_database);
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
        await _looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _waits.Dispose();
        _followers.Dispose();
        _stop.Dispose();
    }
}
