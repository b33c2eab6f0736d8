using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>Transactions of one day of their requests, type and state.</summary>
/// <param name="Volume">Major units: what was moved; of what is not completed, what was asked for.</param>
/// <param name="Fees">Major units: what was earned; below zero what refunds gave back.</param>
public sealed record DailyTotal(
    DateOnly Day, string Currency, TransactionType Type, TransactionStatus State, long Count, decimal Volume,
    decimal Fees);

/// <summary>What has begun and not ended yet, whenever it was requested.</summary>
public sealed record UnderWay(string Currency, TransactionStatus State, long Count, decimal Volume);

/// <summary>How long transactions of a type took from request to completion.</summary>
/// <param name="Buckets">Of <see cref="TimeBuckets"/>, in their order, and how many there are in each.</param>
public sealed record CompletionTimes(TransactionType Type, IReadOnlyList<KeyValuePair<int, long>> Buckets);

/// <summary>What an account moved in a period, in and out.</summary>
public sealed record RankedAccount(Guid AccountId, string OwnerId, string Kind, long Count, decimal Volume);

/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Currency">Null: all of them.</param>
public sealed record PeriodQuery(string Ledger, string? Currency, DateOnly From, DateOnly To);

/// <param name="Span">day or month.</param>
/// <param name="Period">The day, or the first of the month.</param>
/// <param name="RankBy">count or volume.</param>
public sealed record RankQuery(string Ledger, string Currency, string Span, DateOnly Period, string RankBy, int Limit);

/// <summary>
/// Answers questions about numbers of transactions. The cost grows with the days, not with the numbers.
/// </summary>
public sealed class AnalyticsQueries(NpgsqlDataSource database)
{
    /// <summary>The read model that the numbers are in.</summary>
    public const string Model = "analytics";

    /// <summary>So many accounts of each period are ranked.</summary>
    public const int MostRanked = 200;

    const string SelectTotals = """
        select day, currency, type, state, count, volume, fees from daily_totals
        where ledger = $1 and day between $2 and $3 and ($4::text is null or currency = $4)
        order by day, currency, type, state
        """;

    const string SelectUnderWay = """
        select currency, state, sum(count)::bigint, sum(volume) from daily_totals
        where ledger = $1 and state in ('processing', 'authorized') and ($2::text is null or currency = $2)
        group by currency, state order by currency, state
        """;

    const string SelectTimes = """
        select type, bucket, sum(count)::bigint from completion_times
        where ledger = $1 and day between $2 and $3
        group by type, bucket order by type, bucket
        """;

    const string SelectRanks = """
        select account_id, a.owner_id, a.kind, t.count, t.volume
        from account_ranks r
        join account_turnover t using (account_id, period, span, ledger, currency)
        join accounts a using (account_id)
        where r.ledger = $1 and r.currency = $2 and r.span = $3 and r.period = $4 and r.rank_by = $5
        order by case r.rank_by when 'volume' then t.volume else t.count end desc, account_id limit $6
        """;

    /// <summary>By day, currency, type and state.</summary>
    public async Task<IReadOnlyList<DailyTotal>> Totals(PeriodQuery query, CancellationToken ct)
    {
        await using var command = Command(
            SelectTotals,
            Sql.Value(query.Ledger), Sql.Value(query.From), Sql.Value(query.To), Sql.OptionalText(query.Currency));
        return await Read(command, Total, ct);
    }

    public async Task<IReadOnlyList<UnderWay>> UnderWay(string ledger, string? currency, CancellationToken ct)
    {
        await using var command = Command(SelectUnderWay, Sql.Value(ledger), Sql.OptionalText(currency));
        return await Read(
            command,
            row => new UnderWay(
                row.GetString(0),
                WireNames.Parse<TransactionStatus>(row.GetString(1)),
                row.GetInt64(2),
                row.GetDecimal(3)),
            ct);
    }

    /// <summary>By type; those without any are left out.</summary>
    public async Task<IReadOnlyList<CompletionTimes>> Times(
        string ledger, DateOnly from, DateOnly to, CancellationToken ct)
    {
        await using var command = Command(SelectTimes, Sql.Value(ledger), Sql.Value(from), Sql.Value(to));
        var rows = await Read(command, row => (Type: row.GetString(0), row.GetInt32(1), row.GetInt64(2)), ct);
        return [.. rows
            .GroupBy(row => row.Type)
            .Select(times => new CompletionTimes(
                WireNames.Parse<TransactionType>(times.Key),
                [.. times.Select(row => KeyValuePair.Create(row.Item2, row.Item3))]))];
    }

    /// <summary>The first first.</summary>
    public async Task<IReadOnlyList<RankedAccount>> Top(RankQuery query, CancellationToken ct)
    {
        await using var command = Command(
            SelectRanks,
            Sql.Value(query.Ledger), Sql.Value(query.Currency), Sql.Value(query.Span), Sql.Value(query.Period),
            Sql.Value(query.RankBy), Sql.Value(query.Limit));
        return await Read(
            command,
            row => new RankedAccount(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4)),
            ct);
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    static async Task<IReadOnlyList<TRow>> Read<TRow>(
        NpgsqlCommand command, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<TRow> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    static DailyTotal Total(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateOnly>(0),
        row.GetString(1),
        WireNames.Parse<TransactionType>(row.GetString(2)),
        WireNames.Parse<TransactionStatus>(row.GetString(3)),
        row.GetInt64(4),
        row.GetDecimal(5),
        row.GetDecimal(6));
}
