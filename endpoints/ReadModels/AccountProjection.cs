using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>The accounts table: one row for each account, as its last event left it.</summary>
sealed class AccountProjection : IInlineProjection
{
    const string Insert = """
        insert into accounts (account_id, ledger, owner_id, owner_type, kind, currency, status, balance, held,
            min_balance, max_balance, credit_limit, kyc_level, metadata, version, created_at, updated_at)
        select account_id, ledger, owner_id, owner_type, kind, currency, status, balance, held,
            min_balance, max_balance, credit_limit, kyc_level, metadata::json, version, created_at, updated_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            as new(account_id, ledger, owner_id, owner_type, kind, currency, status, balance, held,
                min_balance, max_balance, credit_limit, kyc_level, metadata, version, created_at, updated_at)
        """;

    const string Update = """
        update accounts a
        set status = coalesce(changed.status, a.status), balance = coalesce(changed.balance, a.balance),
            held = coalesce(changed.held, a.held), version = changed.version, updated_at = changed.updated_at
        from unnest($1, $2, $3, $4, $5, $6) as changed(account_id, status, balance, held, version, updated_at)
        where a.account_id = changed.account_id
        """;

    // Seldom, so a statement for each is good enough.
    const string UpdateLimits = """
        update accounts
        set min_balance = $2, max_balance = $3, credit_limit = $4, per_transaction_limit = $5, daily_limit = $6,
            kyc_level = $7
        where account_id = $1
        """;

    public string Name => "accounts";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["accounts"];

    public IReadOnlyList<Type> Events { get; } =
    [
        typeof(AccountCreated),
        typeof(AccountActivated),
        typeof(AccountReactivated),
        typeof(AccountSuspended),
        typeof(AccountFrozen),
        typeof(AccountUnfrozen),
        typeof(AccountClosed),
        typeof(AccountLimitsChanged),
        typeof(AccountHoldPlaced),
        typeof(AccountHoldReleased),
        typeof(AccountHoldExpired),
        typeof(AccountMovementCancelled),
        .. ModelEvents.Movements,
        .. ModelEvents.Cards,
    ];

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        var changes = new AccountChanges();
        foreach (var (stored, e) in events)
            _ = Apply(changes, stored, e);

        AddInserts(batch, [.. changes.ByAccount.Values.Where(change => change.Created is not null)]);
        AddUpdates(batch, changes.ByAccount);
        foreach (var (accountId, change) in changes.ByAccount)
        {
            if (change.Limits is { } limits)
                AddLimits(batch, accountId, limits);
        }
    }

    /// <returns>Null when it is no event of an account.</returns>
    static AccountChange? Apply(AccountChanges changes, StoredEvent stored, IEvent e) => e switch
    {
        AccountDebited debited => changes.Of(stored).Move(debited.BalanceAfter, debited.HeldAfter),
        AccountCredited credited => changes.Of(stored).Move(credited.BalanceAfter),
        AccountDebitReversed reversed => changes.Of(stored).Move(reversed.BalanceAfter),
        AccountCreditReversed reversed => changes.Of(stored).Move(reversed.BalanceAfter),
        AccountHoldPlaced placed => changes.Of(stored).Hold(placed.HeldAfter),
        AccountHoldReleased released => changes.Of(stored).Hold(released.HeldAfter),
        AccountHoldExpired expired => changes.Of(stored).Hold(expired.HeldAfter),
        AccountCreated created => changes.Of(stored).Begin(created, stored.OccurredAt),
        AccountActivated or AccountReactivated => changes.Of(stored).Become(AccountStatus.Active),
        AccountSuspended => changes.Of(stored).Become(AccountStatus.Suspended),
        AccountFrozen => changes.Of(stored).Become(AccountStatus.Frozen),
        AccountUnfrozen unfrozen => changes.Of(stored).Become(unfrozen.Status),
        AccountClosed => changes.Of(stored).Become(AccountStatus.Closed),
        AccountLimitsChanged limits => changes.Of(stored).Limit(limits),
        AccountMovementCancelled or CardIssued or CardActivated or CardSuspended or CardExpired => changes.Of(stored),
        _ => null,
    };

    static void AddInserts(NpgsqlBatch batch, List<AccountChange> begun)
    {
        if (begun.Count == 0)
            return;
        var created = begun.ConvertAll(change => change.Created!);
        Sql.Add(
            batch,
            Insert,
            Sql.Ids(created.Select(account => account.AccountId)),
            Sql.Texts(created.Select(account => account.Ledger)),
            Sql.Texts(created.Select(account => account.OwnerId)),
            Sql.Texts(created.Select(account => account.OwnerType)),
            Sql.Texts(created.Select(account => WireNames.Of(account.Kind))),
            Sql.Texts(created.Select(account => account.Currency.Value)),
            Sql.Texts(begun.Select(change => WireNames.Of(change.Status ?? AccountStatus.Pending))),
            Sql.Numerics(begun.Select(change => change.Balance ?? 0m).Cast<decimal?>()),
            Sql.Numerics(begun.Select(change => change.Held ?? 0m).Cast<decimal?>()),
            Sql.Numerics(created.Select(account => account.MinBalance)),
            Sql.Numerics(created.Select(account => account.MaxBalance)),
            Sql.Numerics(created.Select(account => account.CreditLimit)),
            Sql.Ints(created.Select(account => account.KycLevel)),
            Sql.Texts(created.Select(account => account.Metadata?.Value)),
            Sql.Ints(begun.Select(change => change.Last.StreamVersion)),
            Sql.Times(begun.Select(change => change.CreatedAt)),
            Sql.Times(begun.Select(change => (DateTimeOffset?)change.Last.OccurredAt)));
    }

    static void AddUpdates(NpgsqlBatch batch, Dictionary<Guid, AccountChange> changes)
    {
        List<AccountChange> stored = new(changes.Count);
        foreach (var change in changes.Values)
        {
            if (change.Created is null)
                stored.Add(change);
        }

        if (stored.Count == 0)
            return;
        Sql.Add(
            batch,
            Update,
            Sql.Ids(stored.Select(change => change.Last.StreamId)),
            Sql.Texts(stored.Select(change => change.Status is { } status ? WireNames.Of(status) : null)),
            Sql.Numerics(stored.Select(change => change.Balance)),
            Sql.Numerics(stored.Select(change => change.Held)),
            Sql.Ints(stored.Select(change => change.Last.StreamVersion)),
            Sql.Times(stored.Select(change => (DateTimeOffset?)change.Last.OccurredAt)));
    }

    static void AddLimits(NpgsqlBatch batch, Guid accountId, AccountLimitsChanged limits) => Sql.Add(
        batch,
        UpdateLimits,
        Sql.Value(accountId),
        Sql.Numeric(limits.MinBalance),
        Sql.Numeric(limits.MaxBalance),
        Sql.Numeric(limits.CreditLimit),
        Sql.Numeric(limits.PerTransactionLimit),
        Sql.Numeric(limits.DailyLimit),
        Sql.Value(limits.KycLevel));
}
