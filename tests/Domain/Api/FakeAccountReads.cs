using BillingEngine.Api.Accounts;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>An account's past, and lists, as a test has them.</summary>
sealed class FakeAccountReads : IAccountHistory, IAccountLists
{
    public int Version { get; set; } = 2;

    /// <summary>By version; null: not created by then.</summary>
    public Func<int, AccountSnapshot?> Past { get; set; } = version => Samples.Account with { Version = version };

    public IReadOnlyList<StoredEvent> Events { get; set; } = [];

    public IReadOnlyList<AccountSnapshot> Accounts { get; set; } = [];

    public IReadOnlyList<LedgerEntry> Entries { get; set; } = [];

    public DateTimeOffset? AskedAt { get; private set; }

    public AccountListQuery? ListQuery { get; private set; }

    public EntrySpan? Span { get; private set; }

    public Task<int> VersionAt(Guid accountId, DateTimeOffset at, CancellationToken ct)
    {
        AskedAt = at;
        return Task.FromResult(Version);
    }

    public Task<AccountSnapshot?> Find(Guid accountId, int version, CancellationToken ct) =>
        Task.FromResult(Past(version));

    public Task<IReadOnlyList<StoredEvent>> FindEvents(
        Guid accountId, int afterVersion, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<StoredEvent>>(
            [.. Events.Where(stored => stored.StreamVersion > afterVersion).Take(limit)]);

    public Task<IReadOnlyList<AccountSnapshot>> FindAccounts(AccountListQuery query, CancellationToken ct)
    {
        ListQuery = query;
        return Task.FromResult<IReadOnlyList<AccountSnapshot>>([.. Accounts.Take(query.Limit)]);
    }

    public Task<IReadOnlyList<LedgerEntry>> FindEntries(EntrySpan span, CancellationToken ct)
    {
        Span = span;
        return Task.FromResult<IReadOnlyList<LedgerEntry>>([
            .. Entries.Where(entry => entry.Position > span.After && entry.Position <= span.Last).Take(span.Limit)]);
    }
}
