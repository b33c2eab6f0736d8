using System.Text.Json;
using BillingEngine.Host;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres.Verification;
using BillingEngine.ReadModels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>
/// The account does not remember its transactions. That none debits it twice is seen to by the bookkeeping of messages,
/// and in the end by the database: here a second order of the same transaction gets past the former.
/// </summary>
public sealed class When_a_movement_is_written_twice : IAsyncLifetime
{
    const string Ledger = "main";

    static readonly CurrencyCode Usd = new("USD");

    readonly Guid _wallet = Some.Id();
    readonly Guid _outside = Some.Id();
    readonly Guid _transaction = DeterministicId.Request(Ledger, "order-1");
    ServiceProvider _services = null!;
    MessagingEngine _engine = null!;
    NpgsqlDataSource _pool = null!;

    PostgresStore Store { get; } = new();

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection().BuildServiceProvider();
        _engine = await MessagingEngine.Create(
            new EngineSetup
            {
                Modules = Composition.Modules,
                Endpoints = Composition.Endpoints,
                Served = [.. Composition.Endpoints.Select(endpoint => endpoint.Name)],
                Storage = await Store.Open(Composition.InlineProjections(), ReadModelModule.Migrations),
                Services = _services,
                Logger = NullLogger.Instance,
            },
            CancellationToken.None);
        _pool = NpgsqlDataSource.Create(await Store.ConnectionString());
        await Drain();
        await Send(Account(_wallet, AccountKind.User), Account(_outside, AccountKind.External));
        await Send(new CreditAccount(_wallet, Some.Id(), Ledger, Dollars(100), _outside, Reference: null));
        await Send(Debit(_transaction));
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
        await _pool.DisposeAsync();
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Should_commit_the_rest_of_the_batch_and_keep_the_second_order_with_the_failed_messages()
    {
        var again = Debit(_transaction) with { Reference = "again" };

        await Send([.. Debits(5), again, .. Debits(5)]);

        var failed = Assert.Single(await Store.FailedMessages());
        Assert.Equal("account.debit.v1", failed.Message.Type);
        Assert.Equal(again, JsonSerializer.Deserialize(failed.Message.Body.Span, MessagesJson.Default.DebitAccount));
        Assert.Equal(typeof(PostgresException).FullName, failed.ExceptionType);
        Assert.Contains("events_once_key", failed.ExceptionMessage, StringComparison.Ordinal);
        Assert.Equal(-1 - 10 + 100, (await new AccountQueries(_pool).Find(_wallet, CancellationToken.None))!.Balance);
        Assert.Equal(11, await Count("select count(*) from events where type = 'account.debited.v1'"));
        await HoldsTogether();
    }

    [Fact]
    public async Task Should_fail_the_second_of_two_in_one_batch()
    {
        var transaction = Some.Id();

        await Send(Debit(transaction), Debit(transaction), Debit(Some.Id()));

        Assert.Equal(
            "BillingEngine.Messaging.Engine.HappenedAlreadyException",
            Assert.Single(await Store.FailedMessages()).ExceptionType);
        Assert.Equal(100 - 3, (await new AccountQueries(_pool).Find(_wallet, CancellationToken.None))!.Balance);
        await HoldsTogether();
    }

    [Fact]
    public async Task Should_reverse_and_call_off_by_what_the_database_knows()
    {
        var reversal = new ReverseDebit(_wallet, _transaction, Dollars(1), "called off");

        await Send(new CancelMovement(_wallet, _transaction, MovementPart.Debit), reversal, reversal);
        await Send(reversal);

        Assert.Equal(100, (await new AccountQueries(_pool).Find(_wallet, CancellationToken.None))!.Balance);
        Assert.Equal(1, await Count("select count(*) from events where type = 'account.debit_reversed.v1'"));
        Assert.Equal(0, await Count("select count(*) from events where type = 'account.movement_cancelled.v1'"));
        Assert.Empty(await Store.FailedMessages());
        await HoldsTogether();
    }

    [Fact]
    public async Task Should_be_refused_by_the_database_whoever_writes_it()
    {
        const string Repeat = """
            insert into events (
                partition, position, stream_id, stream_version, type, data, occurred_at, once_key,
                message_id, conversation_id, correlation_id)
            select
                partition, position + 1000, stream_id, stream_version + 1000, type, data, occurred_at, once_key,
                message_id, conversation_id, correlation_id
            from events where type = 'account.debited.v1'
            """;

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Count(Repeat));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, refusal.SqlState);
        Assert.Equal("events_once_key", refusal.ConstraintName);
    }

    [Fact]
    public async Task Should_give_each_movement_its_key_and_nothing_else_one()
    {
        Assert.Equal(_transaction, await Ask<Guid>("select once_key from events where type = 'account.debited.v1'"));
        Assert.Equal(2, await Count("select count(*) from events where once_key is not null"));
    }

    static CreateAccount Account(Guid id, AccountKind kind) => new(
        id, Ledger, "owner", "person", kind, Usd, Activate: true, MinBalance: null, MaxBalance: null, CreditLimit: null,
        KycLevel: 3, InitialBalance: null, Metadata: null);

    DebitAccount Debit(Guid transaction) => new(_wallet, transaction, Ledger, Dollars(1), _outside, Reference: null);

    IEnumerable<DebitAccount> Debits(int count) => Enumerable.Range(0, count).Select(_ => Debit(Some.Id()));

    static Money Dollars(decimal amount) => new(amount, Usd);

    /// <summary>All of them make up one batch.</summary>
    async Task Send(params ICommand[] commands)
    {
        var accepted = commands
            .Select(command =>
            {
                var options = new SendOptions();
                options.SetRequestIdentity(Some.Id(), "fingerprint");
                return _engine.Session.Send(command, options);
            })
            .ToList();
        await Drain();
        await Task.WhenAll(accepted);
    }

    // As in the engine, on a thread that it may block.
    Task Drain() => Task.Run(async () =>
    {
        while (await _engine.Worker!.Step(isStopping: false, CancellationToken.None))
        {
        }
    });

    async Task HoldsTogether()
    {
        var verifier = new Verifier(EngineInvariants.All);
        await foreach (var finding in verifier.Run(await Store.ConnectionString(), CancellationToken.None))
            Assert.Empty(finding.Violations);
    }

    Task<long> Count(string sql) => Ask<long>(sql);

    async Task<TAnswer> Ask<TAnswer>(string sql)
    {
        await using var command = _pool.CreateCommand(sql);
        return (TAnswer)(await command.ExecuteScalarAsync())!;
    }
}
