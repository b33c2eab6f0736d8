using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>The entries of an account between two moments, and the balances there.</summary>
/// <param name="First">No entry below this position is from the period.</param>
/// <param name="End">Nor is any from this position on.</param>
public sealed record EntryPeriod(Guid AccountId, int First, int End, decimal Opening, decimal Closing);

/// <summary>What some entries add up to.</summary>
/// <param name="Debits">All that left; not signed.</param>
/// <param name="Largest">The largest amount of one entry, not signed.</param>
public sealed record EntryTotals(
    long DebitEntries, decimal Debits, long CreditEntries, decimal Credits, decimal Largest)
{
    public static EntryTotals None { get; } = new(0, 0, 0, 0, 0);

    public long Entries => DebitEntries + CreditEntries;

    public EntryTotals And(decimal amount) => amount < 0
        ? this with
        {
            DebitEntries = DebitEntries + 1,
            Debits = Debits - amount,
            Largest = Math.Max(Largest, -amount),
        }
        : this with
        {
            CreditEntries = CreditEntries + 1,
            Credits = Credits + amount,
            Largest = Math.Max(Largest, amount),
        };
}

/// <summary>Answers what a statement is made of, a page at a time.</summary>
public interface IStatementEntries
{
    /// <summary>
    /// Fixes what belongs to a period. Entries of an account come with ascending positions, so those that come later
    /// are beyond the end for good.
    /// </summary>
    Task<EntryPeriod> Fix(Guid accountId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>The next entries of the period, oldest first.</summary>
    /// <param name="first">From this position on.</param>
    Task<IReadOnlyList<LedgerEntry>> Page(EntryPeriod period, int first, int limit, CancellationToken ct);

    /// <summary>What all entries of the period add up to. Reads them all, in pieces.</summary>
    Task<EntryTotals> Total(EntryPeriod period, CancellationToken ct);
}

/// <summary>Reads the ledger_entries table.</summary>
public sealed class StatementQueries(NpgsqlDataSource database) : IStatementEntries
{
    const int PieceOfTotal = 20_000;

    const string SelectBalances = """
        select
            coalesce((select balance_after from ledger_entries
                where account_id = $1 and position < $2 order by position desc limit 1), 0),
            coalesce((select balance_after from ledger_entries
                where account_id = $1 and position < $3 order by position desc limit 1), 0)
        """;

    const string SelectPage = """
        select e.position, e.at, e.transaction_id, t.type, e.entry, e.amount, e.balance_after,
            e.counterparty_account_id, e.reference
        from (
            select * from ledger_entries
            where account_id = $1 and position >= $2 and position < $3
            order by position limit $4) e
        join transactions t on t.transaction_id = e.transaction_id
        order by e.position
        """;

    const string SelectTotal = """
        select count(*) filter (where amount < 0), coalesce(-sum(amount) filter (where amount < 0), 0),
            count(*) filter (where amount > 0), coalesce(sum(amount) filter (where amount > 0), 0),
            coalesce(max(abs(amount)), 0), coalesce(max(position), 0)
        from (
            select amount, position from ledger_entries
            where account_id = $1 and position >= $2 and position < $3
            order by position limit $4) piece
        """;

    readonly EntryQueries _entries = new(database);

    public async Task<EntryPeriod> Fix(Guid accountId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var first = await _entries.FirstFrom(accountId, from, ct);
        var end = await _entries.FirstFrom(accountId, to, ct);
        await using var command = database.CreateCommand(SelectBalances);
        command.Parameters.Add(Sql.Value(accountId));
        command.Parameters.Add(Sql.Value(first));
        command.Parameters.Add(Sql.Value(end));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(accountId, first, end, reader.GetDecimal(0), reader.GetDecimal(1));
    }

    public async Task<IReadOnlyList<LedgerEntry>> Page(EntryPeriod period, int first, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectPage);
        command.Parameters.Add(Sql.Value(period.AccountId));
        command.Parameters.Add(Sql.Value(Math.Max(first, period.First)));
        command.Parameters.Add(Sql.Value(period.End));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<LedgerEntry> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(EntryQueries.Read(reader));
        return found;
    }

    public async Task<EntryTotals> Total(EntryPeriod period, CancellationToken ct)
    {
        var totals = EntryTotals.None;
        for (var first = period.First; ;)
        {
            var (piece, last) = await TotalOfPiece(period, first, ct);
            totals = new(
                totals.DebitEntries + piece.DebitEntries,
                totals.Debits + piece.Debits,
                totals.CreditEntries + piece.CreditEntries,
                totals.Credits + piece.Credits,
                Math.Max(totals.Largest, piece.Largest));
            if (piece.Entries < PieceOfTotal)
                return totals;
            first = last + 1;
        }
    }

    async Task<(EntryTotals Totals, int Last)> TotalOfPiece(EntryPeriod period, int first, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectTotal);
        command.Parameters.Add(Sql.Value(period.AccountId));
        command.Parameters.Add(Sql.Value(first));
        command.Parameters.Add(Sql.Value(period.End));
        command.Parameters.Add(Sql.Value(PieceOfTotal));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (
            new(
                reader.GetInt64(0),
                reader.GetDecimal(1),
                reader.GetInt64(2),
                reader.GetDecimal(3),
                reader.GetDecimal(4)),
            reader.GetInt32(5));
    }
}
