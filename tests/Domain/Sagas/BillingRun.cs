using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>The real engine and endpoints on an in-memory store, step by step: no threads, no waiting.</summary>
sealed class BillingRun : IAsyncDisposable, ICommitListener
{
    static readonly MessageModule Contracts = new(Catalog.All, MessagesJson.Default);
    static readonly MessageTypes Types = new([Contracts]);

    readonly RunOptions _options;
    readonly HandClock _clock = new();
    readonly ServiceProvider _services;
    readonly Dictionary<Guid, object?> _replies = [];
    readonly Queue<Action> _held = [];
    MessagingEngine _engine = null!;
    int _idSources;
    int _requests;

    BillingRun(RunOptions options)
    {
        _options = options;
        Storage = new ObservedStorage(Database);
        _services = new ServiceCollection()
            .AddSingleton<Sabotage>()
            .AddSingleton(options.Rules)
            .AddSingleton(options.Limits)
            .BuildServiceProvider();
        if (options.HoldsCommits)
            Database.OnCommitAside = Hold;
        Database.Committed = changes => Commits.Add([.. changes.Events.Select(e => e.Event)]);
    }

    public InMemoryDatabase Database { get; } = new();

    public ObservedStorage Storage { get; }

    /// <summary>The events of each commit, in order; none where it only proved its ownership.</summary>
    public List<IReadOnlyList<IEvent>> Commits { get; } = [];

    /// <summary>How many took place while the next unit was computed.</summary>
    public int HeldCommits { get; private set; }

    public Sabotage Sabotage => _services.GetRequiredService<Sabotage>();

    public DateTimeOffset Now => _clock.Now;

    public static async Task<BillingRun> Start(RunOptions? options = null)
    {
        var run = new BillingRun(options ?? new RunOptions());
        await run.Begin();
        return run;
    }

    /// <summary>Hands the commands over as one batch, and sees everything to its end.</summary>
    /// <returns>The reply to each; null where there is none.</returns>
    public async Task<IReadOnlyList<object?>> Send(params IEnumerable<ICommand> commands)
    {
        var requests = commands.Select(command => (Command: command, Id: RequestIdOf(command))).ToList();
        var accepted = Task.WhenAll(
            requests.Select(request => _engine.Session.Send(request.Command, AsRequest(request))));
        await Settle();
        await accepted;
        return [.. requests.Select(request => _replies.GetValueOrDefault(request.Id))];
    }

    /// <summary>Moves the clock first: what is due by then is handled in the same unit, after the commands.</summary>
    public Task<IReadOnlyList<object?>> SendAfter(TimeSpan time, params IEnumerable<ICommand> commands)
    {
        _clock.Now += time;
        return Send(commands);
    }

    /// <summary>Moves the clock, and sees what was waiting for that to its end.</summary>
    public Task Pass(TimeSpan time)
    {
        _clock.Now += time;
        return Settle();
    }

    /// <summary>The engine is gone from one moment to the next; another one starts on what it has stored.</summary>
    public async Task Restart(TimeSpan after)
    {
        await _engine.DisposeAsync();
        _clock.Now += after;
        await Begin();
    }

    /// <summary>Whoever did not answer gets what was kept back, and all that follows from it happens.</summary>
    public async Task DeliverAll()
    {
        Storage.Post.DeliverAll();
        Storage.Transport.Wake(_engine.OwnedPartitions);
        await Settle();
    }

    /// <summary>What an operator does about a failed message: back to its queue, headers and all.</summary>
    public async Task Retry(FailedMessage failed)
    {
        await Storage.Transport.Send([failed.Message], CancellationToken.None);
        Storage.Transport.Wake([failed.Message.Partition]);
        await Settle();
    }

    public async Task<IReadOnlyList<IEvent>> StreamOf(Guid id) => await Storage.Events
        .ReadStream(id, fromVersion: 1, CancellationToken.None)
        .Select(stored => ReadEvent(stored.Type, stored.Data))
        .ToListAsync();

    public async Task<decimal> BalanceOf(Guid accountId) => (await AccountOf(accountId)).Balance;

    public async Task<Account> AccountOf(Guid accountId) => await Storage.Events
        .ReadStream(accountId, fromVersion: 1, CancellationToken.None)
        .AggregateAsync(
            Account.Initial,
            (account, stored) => account.Evolve(ReadEvent(stored.Type, stored.Data), stored.OccurredAt));

    /// <summary>Over all accounts there are.</summary>
    public async Task<IReadOnlyDictionary<CurrencyCode, decimal>> SumOfBalances() =>
        (await Books.Of(this)).SumOfBalances;

    public static IEvent ReadEvent(string type, ReadOnlyMemory<byte> data) => Types.TryFind(type, out var known)
        ? (IEvent)known.Read(data.Span)
        : throw new InvalidOperationException($"{type} is stored, but in no catalog.");

    /// <summary>Null: one of the engine's own messages.</summary>
    public static object? TryRead(TransportMessage message) =>
        Types.TryFind(message.Type, out var known) ? known.Read(message.Body.Span) : null;

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    void ICommitListener.OnCommitted(CommittedUnit unit)
    {
        foreach (var request in unit.Requests)
            _replies[request.RequestId] = request.Reply;
    }

    async Task Begin()
    {
        _engine = await MessagingEngine.Create(
            new EngineSetup
            {
                Modules = [Contracts],
                Endpoints =
                [
                    AccountsEndpoint.Define().AddHandler<SabotagedAccountHandlers>(),
                    TransactionsEndpoint.Define().AddHandler<SabotagedTransactionHandlers>(),
                ],
                Served = [AccountsEndpoint.Name, TransactionsEndpoint.Name],
                Storage = Storage,
                Services = _services,
                Logger = NullLogger.Instance,
                Options = _options.Engine,
                Clock = _clock,
                Random = () => new CountedIds(++_idSources),
                Listeners = [this],
            },
            CancellationToken.None);
        // The first step takes possession of the partitions.
        await Settle();
    }

    async Task Settle()
    {
        while (await Step() || Release())
        {
        }
    }

    /// <summary>Nothing but a commit that is held can keep it from ending at once.</summary>
    async Task<bool> Step()
    {
        var step = _engine.Worker!.Step(isStopping: false, CancellationToken.None);
        if (!step.IsCompleted)
            Release();
        return await step;
    }

    Task<CommitOutcome> Hold(Func<Task<CommitOutcome>> commit)
    {
        HeldCommits++;
        var answer = new TaskCompletionSource<CommitOutcome>();
        // On a thread of the pool the outcome is known everywhere when this returns.
        _held.Enqueue(() => Task.Run(async () => answer.SetResult(await commit())).Wait());
        return answer.Task;
    }

    bool Release()
    {
        if (!_held.TryDequeue(out var commit))
            return false;
        commit();
        return true;
    }

    /// <summary>As the API does: a transaction's request is known by its own identity, others by their key's.</summary>
    Guid RequestIdOf(ICommand command) => command switch
    {
        ITransactionRequest request => request.TransactionId,
        CreateAccount create => DeterministicId.Request(create.Ledger, $"create {create.AccountId}"),
        _ => DeterministicId.Request("main", $"request {++_requests}"),
    };

    static SendOptions AsRequest((ICommand Command, Guid Id) request)
    {
        var options = new SendOptions();
        options.SetRequestIdentity(
            request.Id, request.Command is ITransactionRequest transaction ? transaction.Fingerprint : "fingerprint");
        return options;
    }
}
