using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>The accounts table: one row for each account, as its last event left it.</summary>
sealed class AccountProjection : IInlineProjection
{
    const string Insert = """
        insert into accounts (account_id, ledger, owner_id, owner_type, kind, currency, status, balance, held,
            min_balance, max_balance, credit_limit, kyc_level, metadata, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
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
        set min_balance = $2, max_balance = $3, credit_limit = $4, per_transaction_limit = $5, daily_limit = $6, kyc_level = $7
        where account_id = $1
        """;

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        var changes = new Dictionary<Guid, Change>();
        foreach (var e in events)
        {
            if (Apply(changes.GetValueOrDefault(e.Stored.StreamId), e.Event) is { } change)
                changes[e.Stored.StreamId] = change with { Last = e.Stored };
        }

        foreach (var (accountId, change) in changes.Where(entry => entry.Value.Created is not null))
            AddInsert(batch, accountId, change);
        AddUpdates(batch, [.. changes.Where(entry => entry.Value.Created is null)]);
        foreach (var (accountId, change) in changes)
        {
            if (change.Limits is { } limits)
                AddLimits(batch, accountId, limits);
        }
    }

    static Change? Apply(Change? change, IEvent e) => e switch
    {
        AccountCreated created => new Change { Created = created, Status = AccountStatus.Pending, Balance = 0m, Held = 0m },
        AccountActivated or AccountReactivated => (change ?? new()) with { Status = AccountStatus.Active },
        AccountSuspended => (change ?? new()) with { Status = AccountStatus.Suspended },
        AccountFrozen => (change ?? new()) with { Status = AccountStatus.Frozen },
        AccountUnfrozen unfrozen => (change ?? new()) with { Status = unfrozen.Status },
        AccountClosed => (change ?? new()) with { Status = AccountStatus.Closed },
        AccountLimitsChanged limits => (change ?? new()) with { Limits = limits },
        AccountHoldPlaced placed => (change ?? new()) with { Held = placed.HeldAfter },
        AccountHoldReleased released => (change ?? new()) with { Held = released.HeldAfter },
        AccountHoldExpired expired => (change ?? new()) with { Held = expired.HeldAfter },
        AccountDebited { HeldAfter: { } held } captured => (change ?? new()) with { Balance = captured.BalanceAfter, Held = held },
        AccountDebited debited => (change ?? new()) with { Balance = debited.BalanceAfter },
        AccountCredited credited => (change ?? new()) with { Balance = credited.BalanceAfter },
        AccountDebitReversed reversed => (change ?? new()) with { Balance = reversed.BalanceAfter },
        AccountCreditReversed reversed => (change ?? new()) with { Balance = reversed.BalanceAfter },
        AccountMovementCancelled or CardIssued or CardActivated or CardSuspended or CardExpired => change ?? new(),
        _ => null,
    };

    static void AddInsert(NpgsqlBatch batch, Guid accountId, Change change)
    {
        var created = change.Created!;
        Sql.Add(
            batch,
            Insert,
            Sql.Value(accountId),
            Sql.Value(created.Ledger),
            Sql.Value(created.OwnerId),
            Sql.Value(created.OwnerType),
            Sql.Value(WireNames.Of(created.Kind)),
            Sql.Value(created.Currency.Value),
            Sql.Value(WireNames.Of(change.Status!.Value)),
            Sql.Value(change.Balance!.Value),
            Sql.Value(change.Held!.Value),
            Sql.Numeric(created.MinBalance),
            Sql.Numeric(created.MaxBalance),
            Sql.Numeric(created.CreditLimit),
            Sql.Value(created.KycLevel),
            Sql.Json(created.Metadata?.Value),
            Sql.Value(change.Last!.StreamVersion),
            Sql.Value(change.Last.OccurredAt),
            Sql.Value(change.Last.OccurredAt));
    }

    static void AddUpdates(NpgsqlBatch batch, List<KeyValuePair<Guid, Change>> changes)
    {
        if (changes.Count == 0)
            return;
        Sql.Add(
            batch,
            Update,
            Sql.Ids(changes.Select(change => change.Key)),
            Sql.Texts(changes.Select(change => change.Value.Status is { } status ? WireNames.Of(status) : null)),
            Sql.Numerics(changes.Select(change => change.Value.Balance)),
            Sql.Numerics(changes.Select(change => change.Value.Held)),
            Sql.Ints(changes.Select(change => change.Value.Last!.StreamVersion)),
            Sql.Times(changes.Select(change => (DateTimeOffset?)change.Value.Last!.OccurredAt)));
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

    sealed record Change
    {
        public AccountCreated? Created { get; init; }

        public AccountStatus? Status { get; init; }

        public decimal? Balance { get; init; }

        public decimal? Held { get; init; }

        public AccountLimitsChanged? Limits { get; init; }

        public StoredEvent? Last { get; init; }
    }
}
