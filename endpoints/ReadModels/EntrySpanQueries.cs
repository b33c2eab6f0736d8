using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>Entries that made versions of an account after one and up to another.</summary>
/// <param name="Limit">At most so many, the oldest of them.</param>
public sealed record EntrySpan(Guid AccountId, int After, int Last, int Limit);

/// <summary>Tells the ledger entries of an account in the order in which they came.</summary>
public sealed class EntrySpanQueries(NpgsqlDataSource database)
{
    const string Select = """
        select e.position, e.at, e.transaction_id, t.type, e.entry, e.amount, e.balance_after,
            e.counterparty_account_id, e.reference
        from (
            select * from ledger_entries
            where account_id = $1 and position > $2 and position <= $3
            order by position limit $4) e
        join transactions t on t.transaction_id = e.transaction_id
        order by e.position
        """;

    /// <summary>The entries, oldest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> Find(EntrySpan span, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = span.AccountId });
        command.Parameters.Add(new() { Value = span.After });
        command.Parameters.Add(new() { Value = span.Last });
        command.Parameters.Add(new() { Value = span.Limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<LedgerEntry> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(EntryQueries.Read(reader));
        return found;
    }
}
