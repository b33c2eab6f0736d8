using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.ReadModels;

namespace BillingEngine.Api;

/// <summary>The way of commands into the engine.</summary>
interface ICommandGateway
{
    /// <summary>Carries out a command on an account; with an identity, at most once under that identity.</summary>
    /// <param name="wait">How long the caller waits for the outcome, before it is told <c>Pending</c>.</param>
    Task<AccountOutcome> Execute(
        ICommand command, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct);

    /// <summary>Requests a transaction, at most once under its id.</summary>
    /// <param name="wait">As above; zero: the caller asked not to wait, and only a repeat is told its outcome.</param>
    Task<TransactionOutcome> Request(
        ITransactionRequest command, string correlationId, TimeSpan wait, CancellationToken ct);

    /// <summary>Requests many transactions at once, so that they share units of work.</summary>
    /// <returns>Outcomes in the order of the commands.</returns>
    Task<IReadOnlyList<TransactionOutcome>> RequestAll(
        IReadOnlyList<ITransactionRequest> commands, string correlationId, TimeSpan wait, CancellationToken ct);

    /// <summary>Tells a transaction on record what to do; with an identity, at most once under that identity.</summary>
    /// <returns>Settled when the transaction is final, and then as the order left it.</returns>
    Task<TransactionOutcome> Order(
        ITransactionCommand order,
        RequestIdentity? identity,
        string correlationId,
        TimeSpan wait,
        CancellationToken ct);
}

/// <summary>What commands would do if they were sent now. Nothing is stored.</summary>
interface IRehearsals
{
    Task<RehearsedOutcome> Rehearse(ITransactionRequest command, string correlationId, CancellationToken ct);

    /// <param name="transaction">As it stands on record.</param>
    Task<RehearsedOutcome> Rehearse(
        ITransactionCommand order,
        RequestIdentity? identity,
        TransactionSnapshot transaction,
        string correlationId,
        CancellationToken ct);
}

/// <summary>Messages that were delivered before, and may be delivered once more.</summary>
interface IReplays
{
    MessageTypes Contracts { get; }

    /// <summary>Null when there is no such partition.</summary>
    string? EndpointOf(int partition);

    int PartitionOf(string endpoint, Guid key);

    /// <summary>What would come of it now. Nothing is stored.</summary>
    /// <exception cref="UndecodableMessageException">It cannot be read.</exception>
    Task<Rehearsal> Rehearse(TransportMessage message, CancellationToken ct);

    /// <summary>What a message that waits becomes when it is not to be tried any more.</summary>
    GivenUpMessage GiveUp(TransportMessage message);

    /// <summary>
    /// Tells the owners of these partitions that something waits for them, in this process and others.
    /// </summary>
    void Wake(IReadOnlyCollection<int> partitions);
}

interface IQueries
{
    Task<AccountSnapshot?> FindAccount(Guid id, CancellationToken ct);

    Task<TransactionSnapshot?> FindTransaction(Guid id, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<LedgerEntry>> FindEntries(EntryQuery query, CancellationToken ct);

    Task<CardSnapshot?> FindCard(Guid id, CancellationToken ct);

    /// <summary>All cards of an account, newest first.</summary>
    Task<IReadOnlyList<CardSnapshot>> FindCards(Guid accountId, CancellationToken ct);
}

interface IReadiness
{
    /// <summary>One entry per dependency and worker.</summary>
    Task<IReadOnlyList<(string Name, bool Healthy, string Detail)>> Check(CancellationToken ct);
}

/// <summary>
/// What makes two requests one: the identity that follows from ledger and key, and the hash of the content.
/// </summary>
/// <param name="RequestId">From <see cref="DeterministicId.Request"/>.</param>
public sealed record RequestIdentity(Guid RequestId, string Fingerprint);

/// <summary>What came of a command to an account, or to one of its cards.</summary>
abstract record AccountOutcome
{
    /// <summary>Whether it came of an earlier request under the same key.</summary>
    public bool IsReplay =>
        this is Accepted { Replayed: true } or CardAccepted { Replayed: true } or Refused { Replayed: true };

    public sealed record Accepted(AccountSnapshot Account, bool Replayed) : AccountOutcome;

    public sealed record CardAccepted(CardSnapshot Card, bool Replayed) : AccountOutcome;

    public sealed record Refused(Refusal Refusal, bool Replayed) : AccountOutcome;

    /// <summary>The key stands for a request with other content.</summary>
    public sealed record KeyReused : AccountOutcome;

    /// <summary>Durable, but not finished within the wait.</summary>
    public sealed record Pending : AccountOutcome;

    /// <summary>Nothing was taken in: there is more work waiting than is healthy.</summary>
    public sealed record Overloaded : AccountOutcome;

    /// <summary>
    /// Nothing can be said: the engine or its database is not there. Repeating under the same key is safe.
    /// </summary>
    public sealed record Unavailable : AccountOutcome;
}

/// <summary>
/// What came of a request to move money, or of an order to a transaction. The cases mean what those of
/// <see cref="AccountOutcome"/> mean.
/// </summary>
abstract record TransactionOutcome
{
    /// <summary>Final, or authorized and waiting for its capture.</summary>
    public sealed record Settled(TransactionSnapshot Transaction, bool Replayed) : TransactionOutcome;

    /// <summary>The transaction does not do as it was ordered, and stays what it was.</summary>
    public sealed record Refused(Refusal Refusal, bool Replayed) : TransactionOutcome;

    public sealed record Pending(Guid TransactionId) : TransactionOutcome;

    public sealed record KeyReused : TransactionOutcome;

    public sealed record Overloaded : TransactionOutcome;

    public sealed record Unavailable : TransactionOutcome;
}

/// <summary>What would come of a command, and the balances that it would leave; none when it settles nothing.</summary>
sealed record RehearsedOutcome(TransactionOutcome Outcome, IReadOnlyList<RehearsedBalance> Balances);

/// <summary>Major units of the transaction's currency.</summary>
sealed record RehearsedBalance(Guid AccountId, decimal Balance, decimal Held);
