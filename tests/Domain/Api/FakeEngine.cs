using BillingEngine.Api;
using BillingEngine.Api.Admission;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.ReadModels;
using RequestIdentity = BillingEngine.Api.RequestIdentity;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Takes down what it is asked to do, and answers what a test has told it to.</summary>
sealed class FakeEngine : ICommandGateway, IRehearsals, IQueries, IReadiness, IReplays, IWorkload
{
    public AccountOutcome AccountOutcome { get; set; } = new AccountOutcome.Accepted(Samples.Account, Replayed: false);

    public TransactionOutcome TransactionOutcome { get; set; } =
        new TransactionOutcome.Settled(Samples.Completed, Replayed: false);

    /// <summary>One for each of many; null: all come out the same.</summary>
    public IReadOnlyList<TransactionOutcome>? Outcomes { get; set; }

    public IReadOnlyList<RehearsedBalance> Balances { get; set; } = [];

    public bool IsRehearsed { get; private set; }

    public Func<AccountSnapshot?> Account { get; set; } = () => Samples.Account;

    public TransactionSnapshot? Transaction { get; set; } = Samples.Completed;

    public IReadOnlyList<LedgerEntry> Entries { get; set; } = [];

    public EntryQuery? EntryQuery { get; private set; }

    public IReadOnlyList<CardSnapshot> Cards { get; set; } = [];

    public bool IsHealthy { get; set; } = true;

    public int Waiting { get; set; }

    public long Taken => 0;

    public int Callers { get; set; }

    public ICommand? Command { get; private set; }

    /// <summary>All that was handed over at once.</summary>
    public IReadOnlyList<ITransactionRequest> Commands { get; private set; } = [];

    public RequestIdentity? Identity { get; private set; }

    public string? CorrelationId { get; private set; }

    /// <summary>The trace that the last request belonged to when it was handed over.</summary>
    public string? TraceParent { get; private set; }

    public TimeSpan Wait { get; private set; }

    public Guid Asked { get; private set; }

    public MessageTypes Contracts { get; } = new([new MessageModule(Catalog.All, MessagesJson.Default)]);

    public Rehearsal Rehearsal { get; set; } = new([], [], [], Fault: null);

    public string? EndpointOf(int partition) => partition < 16 ? "accounts" : partition < 32 ? "transactions" : null;

    public int PartitionOf(string endpoint, Guid key) => endpoint == "accounts" ? 0 : 16;

    public Task<Rehearsal> Rehearse(TransportMessage message, CancellationToken ct) => Task.FromResult(Rehearsal);

    public GivenUpMessage GiveUp(TransportMessage message) => throw new NotSupportedException();

    public void Wake(IReadOnlyCollection<int> partitions)
    {
    }

    public Task<AccountOutcome> Execute(
        ICommand command, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        (Command, Identity, CorrelationId, Wait) = (command, identity, correlationId, wait);
        return Task.FromResult((command, AccountOutcome) switch
        {
            (IssueCard or ActivateCard or SuspendCard or ExpireCard, AccountOutcome.Accepted(_, var isReplay)) =>
                new AccountOutcome.CardAccepted(Samples.Card, isReplay),
            var (_, outcome) => outcome,
        });
    }

    public Task<TransactionOutcome> Request(
        ITransactionRequest command, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        (Command, CorrelationId, Wait, IsRehearsed) = (command, correlationId, wait, false);
        TraceParent = System.Diagnostics.Activity.Current?.Id;
        return Task.FromResult(TransactionOutcome);
    }

    public Task<IReadOnlyList<TransactionOutcome>> RequestAll(
        IReadOnlyList<ITransactionRequest> commands, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        (Commands, CorrelationId, Wait) = (commands, correlationId, wait);
        return Task.FromResult(Outcomes ?? [.. commands.Select(_ => TransactionOutcome)]);
    }

    public Task<TransactionOutcome> Order(
        ITransactionCommand order, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        (Command, Identity, CorrelationId, Wait, IsRehearsed) = (order, identity, correlationId, wait, false);
        return Task.FromResult(TransactionOutcome);
    }

    public Task<RehearsedOutcome> Rehearse(ITransactionRequest command, string correlationId, CancellationToken ct)
    {
        (Command, CorrelationId, IsRehearsed) = (command, correlationId, true);
        return Task.FromResult(new RehearsedOutcome(TransactionOutcome, Balances));
    }

    public Task<RehearsedOutcome> Rehearse(
        ITransactionCommand order,
        RequestIdentity? identity,
        TransactionSnapshot transaction,
        string correlationId,
        CancellationToken ct)
    {
        (Command, Identity, CorrelationId, IsRehearsed) = (order, identity, correlationId, true);
        return Task.FromResult(new RehearsedOutcome(TransactionOutcome, Balances));
    }

    public Task<AccountSnapshot?> FindAccount(Guid id, CancellationToken ct)
    {
        Asked = id;
        return Task.FromResult(Account());
    }

    public Task<TransactionSnapshot?> FindTransaction(Guid id, CancellationToken ct)
    {
        Asked = id;
        return Task.FromResult(Transaction);
    }

    public Task<IReadOnlyList<LedgerEntry>> FindEntries(EntryQuery query, CancellationToken ct)
    {
        EntryQuery = query;
        return Task.FromResult<IReadOnlyList<LedgerEntry>>([.. Entries.Take(query.Limit)]);
    }

    public Task<CardSnapshot?> FindCard(Guid id, CancellationToken ct)
    {
        Asked = id;
        return Task.FromResult(Cards.FirstOrDefault(card => card.CardId == id));
    }

    public Task<IReadOnlyList<CardSnapshot>> FindCards(Guid accountId, CancellationToken ct)
    {
        Asked = accountId;
        return Task.FromResult(Cards);
    }

    public Task<IReadOnlyList<(string Name, bool Healthy, string Detail)>> Check(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<(string, bool, string)>>(
            [("database", IsHealthy, "PostgreSQL"), ("worker", true, "")]);
}
