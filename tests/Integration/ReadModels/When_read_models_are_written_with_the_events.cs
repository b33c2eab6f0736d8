using BillingEngine.Host;
using BillingEngine.Integration.Tests.Storage;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>Random commands through the engine; then the tables must say what a fold of the events says.</summary>
public sealed class When_read_models_are_written_with_the_events : IAsyncLifetime
{
    const string Ledger = "main";
    const int Seed = 20250330;

    const string Open = "select (select count(*) from queue where due_at <= now()) + (select count(*) from sagas)";

    static readonly CurrencyCode Usd = new("USD");

    readonly Random _random = new(Seed);
    readonly Guid[] _wallets = [.. Enumerable.Range(0, 6).Select(_ => Some.Id())];
    readonly Guid _outside = Some.Id();
    readonly List<(Guid Account, Guid Transaction, Money Amount)> _debits = [];

    PostgresStore Store { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Store.DisposeAsync().AsTask();

    /// <summary>With one message per unit, each step of a top-up is a transaction of its own.</summary>
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(7, 1000)]
    [InlineData(500, 1000)]
    [InlineData(50, 1)]
    public async Task Should_equal_a_fold_of_them(int batchSize, int messagesPerUnit)
    {
        var storage = await Store.Open(Composition.InlineProjections(), ReadModelModule.Migrations);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var engine = await MessagingEngine.Start(
            new EngineSetup
            {
                Modules = Composition.Modules,
                Endpoints = Composition.Endpoints,
                Served = [.. Composition.Endpoints.Select(endpoint => endpoint.Name)],
                Storage = storage,
                Services = services,
                Logger = NullLogger.Instance,
                Options = new EngineOptions { BatchSize = batchSize, MessagesPerUnit = messagesPerUnit },
            },
            CancellationToken.None);
        while (engine.OwnedPartitions.Count == 0)
            await Task.Delay(5);

        await Task.WhenAll(Accounts().Select(command => Send(engine, command)));
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Send(engine, NextCommand())));
        await using var pool = NpgsqlDataSource.Create(await Store.ConnectionString());
        for (var waits = 0; await Count(pool, Open) > 0 && waits < 600; waits++)
            await Task.Delay(50);
        await engine.DisposeAsync();

        Assert.Equal(0, await Count(pool, Open));
        await EqualsTheFoldOf(storage, pool);
    }

    static Task Send(MessagingEngine engine, ICommand command)
    {
        var options = new SendOptions();
        options.SetRequestIdentity((command as RequestTopup)?.TransactionId ?? Some.Id(), "fingerprint");
        return engine.Session.Send(command, options);
    }

    IEnumerable<ICommand> Accounts()
    {
        yield return Account(_outside, AccountKind.External, isActive: true);
        foreach (var wallet in _wallets)
            yield return Account(wallet, AccountKind.User, isActive: _random.Next(4) != 0);
    }

    static CreateAccount Account(Guid id, AccountKind kind, bool isActive) => new(
        id, Ledger, "owner", "person", kind, Usd, isActive, MinBalance: null, MaxBalance: 500m, CreditLimit: null,
        KycLevel: 1, InitialBalance: null, new JsonText("""{"colour": "green"}"""));

    ICommand NextCommand() => _random.Next(8) switch
    {
        0 => new ActivateAccount(Wallet(), Reason: "verified"),
        1 => Debit(),
        2 => new CreditAccount(Wallet(), Some.Id(), Ledger, Amount(), _outside, Reference: null),
        3 when _debits.Count > 0 && _debits[_random.Next(_debits.Count)] is var (account, transaction, amount) =>
            new ReverseDebit(account, transaction, amount, "called off"),
        4 => new CancelMovement(Wallet(), Some.Id(), MovementPart.Credit),
        _ => Topup(),
    };

    DebitAccount Debit()
    {
        var (account, transaction, amount) = (Wallet(), Some.Id(), Amount());
        _debits.Add((account, transaction, amount));
        return new DebitAccount(account, transaction, Ledger, amount, _outside, "reference");
    }

    RequestTopup Topup()
    {
        var id = Some.Id();
        // An unknown account now and then: such a top-up fails.
        var destination = _random.Next(10) == 0 ? Some.Id() : Wallet();
        return new RequestTopup(
            id, id.ToString(), Ledger, _outside, destination, Amount(), "reference", null, null, "fingerprint");
    }

    Guid Wallet() => _wallets[_random.Next(_wallets.Length)];

    Money Amount() => new(_random.Next(1, 10_000) / 100m, Usd);

    async Task EqualsTheFoldOf(PostgresStorage storage, NpgsqlDataSource pool)
    {
        Assert.Empty((await Store.FailedMessages()).Select(failed => failed.Exception).Distinct());
        var types = new MessageTypes([.. Composition.Modules]);
        var streams = await storage.Events.ReadAll(new Dictionary<int, long>(), CancellationToken.None)
            .Select(stored => new Happened(
                stored.StreamId,
                types.TryFind(stored.Type, out var type)
                    ? (IEvent)type.Read(stored.Data.Span)
                    : throw new InvalidDataException($"The log holds an unknown {stored.Type}."),
                stored.OccurredAt))
            .GroupBy(happened => happened.StreamId)
            .ToListAsync();
        var accounts = 0;
        var transactions = 0;
        foreach (var stream in streams)
        {
            if (stream.First().Event is AccountCreated)
            {
                accounts++;
                var found = await new AccountQueries(pool).Find(stream.Key, CancellationToken.None);
                Assert.Equal(FoldAccount([.. stream]), found);
            }
            else if (stream.First().Event is TopupRequested)
            {
                transactions++;
                var found = await new TransactionQueries(pool).Find(stream.Key, CancellationToken.None);
                Assert.Equal(FoldTransaction([.. stream]), found! with { CorrelationId = "" });
            }
        }

        Assert.Equal(accounts, await Count(pool, "select count(*) from accounts"));
        Assert.Equal(transactions, await Count(pool, "select count(*) from transactions"));
        Assert.Equal(7, accounts);
        Assert.InRange(transactions, 100, 400);
        foreach (var status in (string[])["completed", "failed"])
            Assert.NotEqual(0, await Count(pool, $"select count(*) from transactions where status = '{status}'"));
    }

    static AccountSnapshot FoldAccount(List<Happened> events)
    {
        var created = (AccountCreated)events[0].Event;
        var balance = events.Sum(e => e.Event switch
        {
            AccountDebited debited => -debited.Amount.Amount,
            AccountCredited credited => credited.Amount.Amount,
            AccountDebitReversed reversed => reversed.Amount.Amount,
            _ => 0m,
        });
        return new AccountSnapshot(
            created.AccountId,
            created.Ledger,
            created.OwnerId,
            created.OwnerType,
            created.Kind,
            created.Currency,
            events.Any(e => e.Event is AccountActivated) ? AccountStatus.Active : AccountStatus.Pending,
            balance,
            Held: 0m,
            Available: balance,
            created.MinBalance,
            created.MaxBalance,
            created.CreditLimit,
            created.KycLevel,
            created.Metadata,
            events.Count,
            events[0].At,
            events[^1].At);
    }

    static TransactionSnapshot FoldTransaction(List<Happened> events)
    {
        var requested = TransactionSnapshot.From((TopupRequested)events[0].Event, "", events[0].At);
        return events.Skip(1).Aggregate(requested, (row, next) => row.After(next.Event, next.At));
    }

    static async Task<long> Count(NpgsqlDataSource pool, string sql)
    {
        await using var command = pool.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    sealed record Happened(Guid StreamId, IEvent Event, DateTimeOffset At);
}
