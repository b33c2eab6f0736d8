using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Api.Accounts;

/// <summary>Accounts as they were, told by their events.</summary>
public interface IAccountHistory
{
    /// <summary>
    /// The version that an account had at a time; what happened at that very time counts. 0: none yet.
    /// </summary>
    Task<int> VersionAt(Guid accountId, DateTimeOffset at, CancellationToken ct);

    /// <summary>
    /// The account at a version; null when it had not been created by then. The stream may be older than the account:
    /// a movement can be called off before there is one.
    /// </summary>
    Task<AccountSnapshot?> Find(Guid accountId, int version, CancellationToken ct);

    /// <summary>What is stored of the account, oldest first.</summary>
    Task<IReadOnlyList<StoredEvent>> FindEvents(Guid accountId, int afterVersion, int limit, CancellationToken ct);
}
