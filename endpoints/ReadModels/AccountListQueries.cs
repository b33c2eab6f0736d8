using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>Which accounts are asked for; null: whatever it is.</summary>
/// <param name="After">Where the page before has ended: when that account was created, and its id.</param>
/// <param name="Limit">At most so many, the newest of them.</param>
public sealed record AccountListQuery(
    string Ledger,
    string? OwnerId,
    AccountKind? Kind,
    AccountStatus? Status,
    CurrencyCode? Currency,
    (DateTimeOffset CreatedAt, Guid AccountId)? After,
    int Limit);

/// <summary>
/// Lists accounts, newest first. What is not asked for is tried value by value where there are few: each combination of
/// kind and status is a descent of an index in the order of the list, and the newest of them all are the page.
/// </summary>
public sealed class AccountListQueries(NpgsqlDataSource database)
{
    const string Columns = """
        a.account_id, a.ledger, a.owner_id, a.owner_type, a.kind, a.currency, a.status, a.balance, a.held,
            a.min_balance, a.max_balance, a.credit_limit, a.kyc_level, a.metadata, a.version, a.created_at,
            a.updated_at, a.per_transaction_limit, a.daily_limit
        """;

    const string SelectOfLedger = $"""
        select {Columns}
        from unnest($1) as wanted_kind(kind) cross join unnest($2) as wanted_status(status)
        cross join lateral (
            select * from accounts
            where ledger = $3 and kind = wanted_kind.kind and status = wanted_status.status
                and (created_at, account_id) < ($4, $5)
            order by created_at desc, account_id desc limit $6) a
        order by a.created_at desc, a.account_id desc limit $6
        """;

    const string SelectOfCurrency = $"""
        select {Columns}
        from unnest($1) as wanted_kind(kind) cross join unnest($2) as wanted_status(status)
        cross join lateral (
            select * from accounts
            where ledger = $3 and currency = $7 and kind = wanted_kind.kind and status = wanted_status.status
                and (created_at, account_id) < ($4, $5)
            order by created_at desc, account_id desc limit $6) a
        order by a.created_at desc, a.account_id desc limit $6
        """;

    // Of one owner there are few, so the rest is looked at in the rows.
    const string SelectOfOwner = $"""
        select {Columns}
        from accounts a
        where a.ledger = $3 and a.owner_id = $7 and (a.created_at, a.account_id) < ($4, $5)
            and a.kind = any($1) and a.status = any($2) and a.currency = coalesce($8, a.currency)
        order by a.created_at desc, a.account_id desc limit $6
        """;

    static readonly (DateTimeOffset, Guid) Newest = (DateTimeOffset.MaxValue, Guid.AllBitsSet);

    /// <summary>The accounts, newest first.</summary>
    public async Task<IReadOnlyList<AccountSnapshot>> Find(AccountListQuery query, CancellationToken ct)
    {
        await using var command = CommandFor(query);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<AccountSnapshot> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(AccountQueries.Read(reader));
        return found;
    }

    NpgsqlCommand CommandFor(AccountListQuery query)
    {
        var (createdAt, accountId) = query.After ?? Newest;
        var command = database.CreateCommand(
            query.OwnerId is not null ? SelectOfOwner
            : query.Currency is not null ? SelectOfCurrency
            : SelectOfLedger);
        command.Parameters.Add(Sql.Texts(NamesOf(query.Kind)));
        command.Parameters.Add(Sql.Texts(NamesOf(query.Status)));
        command.Parameters.Add(Sql.Value(query.Ledger));
        command.Parameters.Add(Sql.OptionalTime(createdAt));
        command.Parameters.Add(Sql.Value(accountId));
        command.Parameters.Add(Sql.Value(query.Limit));
        if (query.OwnerId is { } owner)
            command.Parameters.Add(Sql.Value(owner));
        if (query.OwnerId is not null || query.Currency is not null)
            command.Parameters.Add(Sql.OptionalText(query.Currency?.Value));
        return command;
    }

    static IEnumerable<string> NamesOf<TEnum>(TEnum? wanted)
        where TEnum : struct, Enum =>
        wanted is { } one ? [WireNames.Of(one)] : Enum.GetValues<TEnum>().Select(WireNames.Of);
}
