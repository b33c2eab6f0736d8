using BillingEngine.Accounts;
using BillingEngine.Api.Accounts;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Postgres;

namespace BillingEngine.Host;

/// <summary>Tells the API what accounts were, by the rules of the accounts endpoint.</summary>
sealed class AccountHistory(StreamHistory streams) : IAccountHistory
{
    public Task<int> VersionAt(Guid accountId, DateTimeOffset at, CancellationToken ct) =>
        streams.VersionAt(accountId, at, ct);

    public async Task<AccountSnapshot?> Find(Guid accountId, int version, CancellationToken ct) =>
        (await streams.Read<Account>(accountId, version, ct)).ToSnapshotIfCreated();

    public Task<IReadOnlyList<StoredEvent>> FindEvents(
        Guid accountId, int afterVersion, int limit, CancellationToken ct) =>
        streams.ReadEvents(accountId, afterVersion, limit, ct);
}
