using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels.Search;

/// <summary>
/// Lists transactions. What a call costs does not grow with their number: it looks at a bounded number of rows, and
/// where these do not fill the page, the page is short and the next one goes on behind them.
/// </summary>
/// <param name="budget">How many rows a call may look at.</param>
public sealed class TransactionSearch(NpgsqlDataSource database, int budget = TransactionSearch.DefaultBudget)
{
    /// <summary>The read model that is searched.</summary>
    public const string Model = "transaction_search";

    public const int DefaultBudget = 5_000;

    static readonly DateTimeOffset First = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TransactionPosition Last = new(new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    /// <summary>Rows of a set lie anywhere, and each costs about twice what it costs in a walk.</summary>
    readonly int _largestSet = budget / 2;

    readonly TermSample _sample = new(database);
    readonly TransactionQueries _transactions = new(database);

    /// <param name="after">Where the page before ended; null: the first page.</param>
    public async Task<TransactionPage> Find(
        TransactionFilter filter, TransactionPosition? after, int limit, CancellationToken ct)
    {
        var before = Before(after, filter.To);
        var (statement, terms) = await Choose(filter, ct);
        await using var command = Command(statement, filter, terms, before, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<TransactionPosition> found = [];
        TransactionPosition? edge = null;
        while (await reader.ReadAsync(ct))
        {
            var position = new TransactionPosition(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1));
            if (reader.GetBoolean(2))
                edge = position;
            else
                found.Add(position);
        }

        var next = found.Count > limit ? found[limit - 1] : edge;
        return new(await Load([.. found.Take(limit)], filter, ct), next);
    }

    static TransactionPosition Before(TransactionPosition? after, DateTimeOffset? to)
    {
        var first = after ?? Last;
        return to < first.At ? new(to.Value, Guid.Empty) : first;
    }

    /// <summary>The way that looks at the fewest rows, as far as that can be told at little cost.</summary>
    async Task<(string Statement, string? Terms)> Choose(TransactionFilter filter, CancellationToken ct)
    {
        var text = TermGroups.OfText(filter);
        if (filter.Reference is not null)
            return (SearchStatements.ByReference, TermGroups.Query(text));
        IReadOnlyList<IReadOnlyList<string>> all = [.. text, .. TermGroups.OfKind(filter)];
        if (all.Count > 0 && await _sample.Estimate(all, ct) <= _largestSet)
            return (SearchStatements.ByTerms, TermGroups.Query(all));
        return (await WithoutTerms(filter, ct), TermGroups.Query(text));
    }

    async Task<string> WithoutTerms(TransactionFilter filter, CancellationToken ct)
    {
        if (filter.AccountId is not null)
            return SearchStatements.OfAccount;
        if ((filter.MinAmount ?? filter.MaxAmount) is not null && await HasFewAmounts(filter, ct))
            return SearchStatements.ByAmount;
        return filter.Statuses switch
        {
            [] => SearchStatements.ByTime,
            [TransactionStatus.Failed or TransactionStatus.Voided or TransactionStatus.Expired] =>
                SearchStatements.Ended,
            _ when filter.Statuses.All(status =>
                status is TransactionStatus.Processing or TransactionStatus.Authorized) => SearchStatements.Open,
            _ => SearchStatements.ByTime,
        };
    }

    async Task<bool> HasFewAmounts(TransactionFilter filter, CancellationToken ct)
    {
        await using var command = Command(SearchStatements.CountAmounts, filter, terms: null, Last, limit: 0);
        return (long)(await command.ExecuteScalarAsync(ct))! <= _largestSet;
    }

    NpgsqlCommand Command(
        string statement, TransactionFilter filter, string? terms, TransactionPosition before, int limit)
    {
        var command = database.CreateCommand(statement);
        command.Parameters.Add(Sql.Value(filter.Ledger));
        command.Parameters.Add(Sql.Value(before.At.ToUniversalTime()));
        command.Parameters.Add(Sql.Value(before.Id));
        command.Parameters.Add(Sql.Value((filter.From ?? First).ToUniversalTime()));
        command.Parameters.Add(OptionalNames(filter.Types));
        command.Parameters.Add(OptionalNames(filter.Statuses));
        command.Parameters.Add(Sql.OptionalText(filter.Currency));
        command.Parameters.Add(Sql.Numeric(filter.MinAmount));
        command.Parameters.Add(Sql.Numeric(filter.MaxAmount));
        command.Parameters.Add(Sql.OptionalText(terms));
        command.Parameters.Add(Sql.OptionalId(filter.AccountId));
        command.Parameters.Add(Sql.OptionalText(filter.Reference));
        command.Parameters.Add(Sql.Value(limit + 1));
        command.Parameters.Add(Sql.Value(budget));
        return command;
    }

    static NpgsqlParameter OptionalNames<TEnum>(IReadOnlyList<TEnum> values)
        where TEnum : struct, Enum
    {
        var names = Sql.Texts(values.Select(WireNames.Of));
        return values.Count > 0 ? names : new() { Value = DBNull.Value, NpgsqlDbType = names.NpgsqlDbType };
    }

    /// <summary>
    /// The transactions as they stand now, which may be later than what was searched: one whose status is no longer
    /// among those that were asked for is left out.
    /// </summary>
    async Task<IReadOnlyList<TransactionSnapshot>> Load(
        TransactionPosition[] page, TransactionFilter filter, CancellationToken ct)
    {
        if (page.Length == 0)
            return [];
        var found = (await _transactions.Find([.. page.Select(position => position.Id)], ct))
            .ToDictionary(stored => stored.Transaction.TransactionId, stored => stored.Transaction);
        return [.. page
            .Select(position => found.GetValueOrDefault(position.Id))
            .OfType<TransactionSnapshot>()
            .Where(transaction => filter.Statuses is [] || filter.Statuses.Contains(transaction.Status))];
    }
}
