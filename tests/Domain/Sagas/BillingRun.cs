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
sealed class BillingRun : IAsyncDisposable
{
    static readonly MessageModule Contracts = new(Catalog.All, MessagesJson.Default);
    static readonly MessageTypes Types = new([Contracts]);

    readonly InMemoryStorage _storage;
    readonly MessagingEngine _engine;
    readonly ServiceProvider _services;

    readonly HandClock _clock;

    BillingRun(
        InMemoryDatabase database, InMemoryStorage storage, MessagingEngine engine, ServiceProvider services, HandClock clock)
    {
        (Database, _storage, _engine, _services, _clock) = (database, storage, engine, services, clock);
        Database.Committed = changes => Commits.Add([.. changes.Events.Select(e => e.Event)]);
    }

    public InMemoryDatabase Database { get; }

    /// <summary>The events of each commit, in order; none where it only proved its ownership.</summary>
    public List<IReadOnlyList<IEvent>> Commits { get; } = [];

    public Sabotage Sabotage => _services.GetRequiredService<Sabotage>();

    public static async Task<BillingRun> Start()
    {
        var sources = 0;
        var clock = new HandClock();
        var database = new InMemoryDatabase();
        var storage = new InMemoryStorage(database);
        var services = new ServiceCollection().AddSingleton<Sabotage>().BuildServiceProvider();
        var engine = await MessagingEngine.Create(
            new EngineSetup
            {
                Modules = [Contracts],
                Endpoints = [AccountsEndpoint.Define().AddHandler<SabotagedHandlers>(), TransactionsEndpoint.Define()],
                Served = [AccountsEndpoint.Name, TransactionsEndpoint.Name],
                Storage = storage,
                Services = services,
                Logger = NullLogger.Instance,
                Clock = clock,
                Random = () => new CountedIds(++sources),
            },
            CancellationToken.None);
        var run = new BillingRun(database, storage, engine, services, clock);
        // The first step takes possession of the partitions.
        await run.Settle();
        return run;
    }

    /// <summary>Hands the commands over as one batch, and sees everything to its end.</summary>
    public async Task Send(params ICommand[] commands)
    {
        var accepted = Task.WhenAll(commands.Select(command => _engine.Session.Send(command, AsRequest(command))));
        await Settle();
        await accepted;
    }

    /// <summary>Moves the clock, and sees what was waiting for that to its end.</summary>
    public Task Pass(TimeSpan time)
    {
        _clock.Now += time;
        return Settle();
    }

    /// <summary>What an operator does about a failed message: back to its queue, headers and all.</summary>
    public async Task Retry(FailedMessage failed)
    {
        await _storage.Transport.Send([failed.Message], CancellationToken.None);
        _storage.Transport.Wake([failed.Message.Partition]);
        await Settle();
    }

    public async Task<IReadOnlyList<IEvent>> StreamOf(Guid id) => await _storage.Events
        .ReadStream(id, fromVersion: 1, CancellationToken.None)
        .Select(stored => Read(stored.Type, stored.Data))
        .ToListAsync();

    public async Task<decimal> BalanceOf(Guid accountId) => (await AccountOf(accountId)).Balance;

    public async Task<Account> AccountOf(Guid accountId) => await _storage.Events
        .ReadStream(accountId, fromVersion: 1, CancellationToken.None)
        .AggregateAsync(
            Account.Initial, (account, stored) => account.Evolve(Read(stored.Type, stored.Data), stored.OccurredAt));

    /// <summary>Over all accounts there are.</summary>
    public async Task<IReadOnlyDictionary<CurrencyCode, decimal>> SumOfBalances()
    {
        var everything = await _storage.Events
            .ReadAll(new Dictionary<int, long>(), CancellationToken.None)
            .Select(stored => (stored.StreamId, Event: Read(stored.Type, stored.Data)))
            .ToListAsync();
        var accounts = new List<Account>();
        foreach (var accountId in everything.Where(e => e.Event is AccountCreated).Select(e => e.StreamId))
            accounts.Add(await AccountOf(accountId));
        return accounts
            .GroupBy(account => account.Currency)
            .ToDictionary(group => group.Key, group => group.Sum(account => account.Balance));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    async Task Settle()
    {
        while (await _engine.Worker!.Step(isStopping: false, CancellationToken.None))
        {
        }
    }

    /// <summary>As the API does: a top-up is known by its own identity, an account's creation by its key's.</summary>
    static SendOptions AsRequest(ICommand command)
    {
        var options = new SendOptions();
        switch (command)
        {
            case RequestTopup topup:
                options.SetRequestIdentity(topup.TransactionId, topup.Fingerprint);
                break;
            case CreateAccount create:
                var key = $"create {create.AccountId}";
                options.SetRequestIdentity(DeterministicId.Request(create.Ledger, key), "fingerprint");
                break;
        }

        return options;
    }

    static IEvent Read(string type, ReadOnlyMemory<byte> data) => Types.TryFind(type, out var known)
        ? (IEvent)known.Read(data.Span)
        : throw new InvalidOperationException($"{type} is stored, but in no catalog.");

    sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    sealed class CountedIds(int source) : IRandomSource
    {
        long _last;

        public Guid NextId() => new(source, 0, 0, BitConverter.GetBytes(++_last));

        public double NextFraction() => 0.5;
    }
}
