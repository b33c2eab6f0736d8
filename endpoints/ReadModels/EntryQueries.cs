using BillingEngine.Messages.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.ReadModels;

/// <summary>A change of an account's balance.</summary>
/// <param name="Position">The version of the account that it made; entries of one account are in this order.</param>
/// <param name="Entry">Which part of its transaction it is: debit, credit, fee, or the reversal of one of them.</param>
/// <param name="Amount">Major units, signed.</param>
/// <param name="BalanceAfter">Major units, signed.</param>
/// <param name="CounterpartyAccountId">Null for a reversal.</param>
public sealed record LedgerEntry(
    int Position,
    DateTimeOffset At,
    Guid TransactionId,
    TransactionType Type,
    string Entry,
    decimal Amount,
    decimal BalanceAfter,
    Guid? CounterpartyAccountId,
    string? Reference);

/// <summary>Which entries are asked for.</summary>
/// <param name="From">None from before this time; null: from the first.</param>
/// <param name="To">None from this time on; null: up to the last.</param>
/// <param name="Before">None from this position on: where the page before has ended.</param>
/// <param name="Limit">At most so many, the newest of them.</param>
public sealed record EntryQuery(Guid AccountId, DateTimeOffset? From, DateTimeOffset? To, int? Before, int Limit);

/// <summary>Answers questions about the ledger entries of an account.</summary>
public sealed class EntryQueries(NpgsqlDataSource database)
{
    const string Select = """
        select e.position, e.at, e.transaction_id, t.type, e.entry, e.amount, e.balance_after,
            e.counterparty_account_id, e.reference
        from (
            select * from ledger_entries
            where account_id = $1 and position >= $2 and position < $3
            order by position desc limit $4) e
        join transactions t on t.transaction_id = e.transaction_id
        order by e.position desc
        """;

    // Within an account time never goes back, so the position is found by halving, on the primary key alone. Entries
    // up to low are before the time, entries from high on are not.
    const string SelectFirstFrom = """
        with recursive search(low, high) as (
            select 0, coalesce((select max(position) from ledger_entries where account_id = $1), 0) + 1
            union all
            select case when probe.at < $2 then probe.position else low end,
                case when probe.at < $2 then high else middle end
            from search
            cross join lateral (select low + (high - low) / 2 as middle) half
            left join lateral (
                select position, at from ledger_entries
                where account_id = $1 and position >= middle and position < high
                order by position limit 1) probe on true
            where high - low > 1
        )
        select high from search where high - low <= 1
        """;

    /// <summary>The entries, newest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> Find(EntryQuery query, CancellationToken ct)
    {
        var first = query.From is { } from ? await FirstFrom(query.AccountId, from, ct) : 0;
        var end = query.To is { } to ? await FirstFrom(query.AccountId, to, ct) : int.MaxValue;
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = query.AccountId });
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = Math.Min(end, query.Before ?? int.MaxValue) });
        command.Parameters.Add(new() { Value = query.Limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<LedgerEntry> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    /// <summary>A position: entries below it are from before the time, all others from then or later.</summary>
    internal async Task<int> FirstFrom(Guid accountId, DateTimeOffset time, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectFirstFrom);
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    internal static LedgerEntry Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        reader.GetFieldValue<DateTimeOffset>(1),
        reader.GetGuid(2),
        WireNames.Parse<TransactionType>(reader.GetString(3)),
        reader.GetString(4),
        reader.GetDecimal(5),
        reader.GetDecimal(6),
        reader.IsDBNull(7) ? null : reader.GetGuid(7),
        reader.IsDBNull(8) ? null : reader.GetString(8));
}
