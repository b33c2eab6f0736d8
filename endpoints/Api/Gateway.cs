using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
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

/// <summary>What came of a command to an account.</summary>
abstract record AccountOutcome
{
    public sealed record Accepted(AccountSnapshot Account, bool Replayed) : AccountOutcome;

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
/// What came of a request to move money. The cases mean what those of <see cref="AccountOutcome"/> mean.
/// </summary>
abstract record TransactionOutcome
{
    /// <summary>Completed or failed.</summary>
    public sealed record Settled(TransactionSnapshot Transaction, bool Replayed) : TransactionOutcome;

    public sealed record Pending(Guid TransactionId) : TransactionOutcome;

    public sealed record KeyReused : TransactionOutcome;

    public sealed record Overloaded : TransactionOutcome;

    public sealed record Unavailable : TransactionOutcome;
}
