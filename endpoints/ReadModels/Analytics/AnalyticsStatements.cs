using BillingEngine.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>
/// Writes a tally into the tables. Numbers are kept without the zeros at their end, so that the order of the changes
/// leaves no trace. Rows are touched in the order of their keys, and ranks only where they change.
/// </summary>
static class AnalyticsStatements
{
    const string AddTotals = """
        insert into daily_totals as t (ledger, day, currency, type, state, count, volume, fees)
        select ledger, day, currency, type, state, count, trim_scale(volume), trim_scale(fees)
        from unnest($1, $2, $3, $4, $5, $6, $7, $8)
            as change(ledger, day, currency, type, state, count, volume, fees)
        on conflict (ledger, day, currency, type, state) do update
        set count = t.count + excluded.count, volume = trim_scale(t.volume + excluded.volume),
            fees = trim_scale(t.fees + excluded.fees)
        """;

    const string RemoveTotals = """
        delete from daily_totals t
        using unnest($1, $2, $3, $4, $5) as change(ledger, day, currency, type, state)
        where t.ledger = change.ledger and t.day = change.day and t.currency = change.currency
            and t.type = change.type and t.state = change.state and t.count = 0
        """;

    const string AddTimes = """
        insert into completion_times as t (ledger, day, type, bucket, count)
        select * from unnest($1, $2, $3, $4, $5) as change(ledger, day, type, bucket, count)
        on conflict (ledger, day, type, bucket) do update set count = t.count + excluded.count
        """;

    const string AddTurnover = """
        insert into account_turnover as t (account_id, period, span, ledger, currency, count, volume)
        select account_id, period, span, ledger, currency, count, trim_scale(volume)
        from unnest($1, $2, $3, $4, $5, $6, $7)
            as change(account_id, period, span, ledger, currency, count, volume)
        on conflict (account_id, period, span, ledger, currency) do update
        set count = t.count + excluded.count, volume = trim_scale(t.volume + excluded.volume)
        """;

    // Numbers only grow, so whoever is among the first 200 now was among them before, or has just been moved.
    const string Rank = """
        with candidates as (
            select account_id, period, span, ledger, currency from account_ranks
            where (ledger, currency, span, period) in (select * from unnest($6, $7, $8, $9))
            union
            select * from unnest($1, $2, $3, $4, $5)),
        placed as (
            select t.*,
                row_number() over (partition by ledger, currency, span, period order by volume desc, account_id)
                    as by_volume,
                row_number() over (partition by ledger, currency, span, period order by count desc, account_id)
                    as by_count
            from candidates join account_turnover t using (account_id, period, span, ledger, currency)),
        first as (
            select ledger, currency, span, period, rank_by, account_id
            from placed, unnest(array['volume', 'count']) rank_by
            where case rank_by when 'volume' then by_volume else by_count end <= 200),
        gone as (
            delete from account_ranks
            where (ledger, currency, span, period) in (select * from unnest($6, $7, $8, $9))
                and (ledger, currency, span, period, rank_by, account_id) not in (select * from first))
        insert into account_ranks (ledger, currency, span, period, rank_by, account_id)
        select * from first
        except
        select ledger, currency, span, period, rank_by, account_id from account_ranks
        where (ledger, currency, span, period) in (select * from unnest($6, $7, $8, $9))
        """;

    public static void Add(NpgsqlBatch batch, Tally tally)
    {
        WriteTotals(batch, [.. tally.Totals
            .Where(total => total.Value != default)
            .OrderBy(total => total.Key.Day)
            .ThenBy(total => total.Key.ToString(), StringComparer.Ordinal)]);
        WriteTimes(batch, [.. tally.Times.OrderBy(time => time.Key.Day).ThenBy(time => time.Key.Bucket)]);
        WriteTurnover(batch, [.. tally.Turnover.OrderBy(moved => moved.Key.AccountId)]);
    }

    static void WriteTotals(NpgsqlBatch batch, List<KeyValuePair<Tally.TotalKey, Tally.Amounts>> totals)
    {
        if (totals.Count == 0)
            return;
        Sql.Add(batch, AddTotals, [
            .. KeysOf(totals),
            Sql.Longs(totals.Select(total => total.Value.Count)),
            Sql.Numerics(totals.Select(total => (decimal?)total.Value.Volume)),
            Sql.Numerics(totals.Select(total => (decimal?)total.Value.Fees))]);
        Sql.Add(batch, RemoveTotals, KeysOf(totals));
    }

    static NpgsqlParameter[] KeysOf(List<KeyValuePair<Tally.TotalKey, Tally.Amounts>> totals) =>
    [
        Sql.Texts(totals.Select(total => total.Key.Ledger)),
        Days(totals.Select(total => total.Key.Day)),
        Sql.Texts(totals.Select(total => total.Key.Currency)),
        Sql.Texts(totals.Select(total => WireNames.Of(total.Key.Type))),
        Sql.Texts(totals.Select(total => WireNames.Of(total.Key.State))),
    ];

    static void WriteTimes(NpgsqlBatch batch, List<KeyValuePair<Tally.TimeKey, long>> times)
    {
        if (times.Count > 0)
            Sql.Add(
                batch,
                AddTimes,
                Sql.Texts(times.Select(time => time.Key.Ledger)),
                Days(times.Select(time => time.Key.Day)),
                Sql.Texts(times.Select(time => WireNames.Of(time.Key.Type))),
                Sql.Ints(times.Select(time => time.Key.Bucket)),
                Sql.Longs(times.Select(time => time.Value)));
    }

    static void WriteTurnover(
        NpgsqlBatch batch, List<KeyValuePair<Tally.TurnoverKey, (long Count, decimal Volume)>> turnover)
    {
        if (turnover.Count == 0)
            return;
        var periods = turnover.Select(moved => moved.Key with { AccountId = default }).Distinct().ToList();
        Sql.Add(batch, AddTurnover, [
            .. AccountsOf(turnover),
            Sql.Longs(turnover.Select(moved => moved.Value.Count)),
            Sql.Numerics(turnover.Select(moved => (decimal?)moved.Value.Volume))]);
        Sql.Add(batch, Rank, [.. AccountsOf(turnover), .. KeysOf(periods)]);
    }

    static NpgsqlParameter[] AccountsOf(
        List<KeyValuePair<Tally.TurnoverKey, (long Count, decimal Volume)>> turnover) =>
    [
        Sql.Ids(turnover.Select(moved => moved.Key.AccountId)),
        Days(turnover.Select(moved => moved.Key.Period)),
        Sql.Texts(turnover.Select(moved => moved.Key.Span)),
        Sql.Texts(turnover.Select(moved => moved.Key.Ledger)),
        Sql.Texts(turnover.Select(moved => moved.Key.Currency)),
    ];

    static NpgsqlParameter[] KeysOf(List<Tally.TurnoverKey> periods) =>
    [
        Sql.Texts(periods.Select(period => period.Ledger)),
        Sql.Texts(periods.Select(period => period.Currency)),
        Sql.Texts(periods.Select(period => period.Span)),
        Days(periods.Select(period => period.Period)),
    ];

    static NpgsqlParameter<DateOnly[]> Days(IEnumerable<DateOnly> days) =>
        new NpgsqlParameter<DateOnly[]>
        {
            TypedValue = [.. days],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date,
        };
}
