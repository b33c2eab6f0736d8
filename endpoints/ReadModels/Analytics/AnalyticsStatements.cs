using BillingEngine.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>
/// Writes a tally into the tables. Numbers are kept without the zeros at their end, so that the order of the changes
/// leaves no trace. Rows are touched in the order of their keys.
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

    // What the accounts moved by now goes into the ranks in one statement, of the rows that were just written. As
    // numbers only grow, whoever is below the last of 200 is not among them now, and whoever is among them is not
    // below. Where there are no 200 yet, the first 200 of those moved are enough: what these leave behind has 200
    // before it.
    const string AddTurnover = """
        with floors as (
            select ledger, currency, span, period,
                min(volume) filter (where rank_by = 'volume') as volume,
                min(count) filter (where rank_by = 'count') as count
            from account_ranks
            where (ledger, currency, span, period) in (select * from unnest($8, $9, $10, $11))
            group by ledger, currency, span, period
            having count(*) = 400),
        moved as (
            insert into account_turnover as t (account_id, period, span, ledger, currency, count, volume)
            select account_id, period, span, ledger, currency, count, trim_scale(volume)
            from unnest($1, $2, $3, $4, $5, $6, $7)
                as change(account_id, period, span, ledger, currency, count, volume)
            on conflict (account_id, period, span, ledger, currency) do update
            set count = t.count + excluded.count, volume = trim_scale(t.volume + excluded.volume)
            returning account_id, period, span, ledger, currency, count, volume),
        near as (
            select moved.*
            from moved left join floors using (ledger, currency, span, period)
            where floors.volume is null or moved.volume >= floors.volume or moved.count >= floors.count),
        ranked as (
            select *,
                row_number() over (partition by ledger, currency, span, period order by volume desc, account_id)
                    as by_volume,
                row_number() over (partition by ledger, currency, span, period order by count desc, account_id)
                    as by_count
            from near)
        insert into account_ranks as r (ledger, currency, span, period, rank_by, account_id, count, volume)
        select ledger, currency, span, period, rank_by, account_id, count, volume
        from ranked, unnest(array['volume', 'count']) rank_by
        where case rank_by when 'volume' then by_volume else by_count end <= 200
        on conflict (ledger, currency, span, period, rank_by, account_id) do update
        set count = excluded.count, volume = excluded.volume
        """;

    // An account among the first that was moved, but not among the first 200 of those moved, still stands there with
    // its numbers of before: it has 200 before it, with either, and goes.
    const string TrimRanks = """
        delete from account_ranks r
        using (
            select ledger, currency, span, period, rank_by, account_id,
                row_number() over (
                    partition by ledger, currency, span, period, rank_by
                    order by case rank_by when 'volume' then volume else count end desc, account_id) as place
            from account_ranks
            where (ledger, currency, span, period) in (select * from unnest($1, $2, $3, $4))) ranked
        where ranked.place > 200
            and (r.ledger, r.currency, r.span, r.period, r.rank_by, r.account_id) = (ranked.ledger, ranked.currency,
                ranked.span, ranked.period, ranked.rank_by, ranked.account_id)
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
            Sql.Ids(turnover.Select(moved => moved.Key.AccountId)),
            Days(turnover.Select(moved => moved.Key.Period)),
            Sql.Texts(turnover.Select(moved => moved.Key.Span)),
            Sql.Texts(turnover.Select(moved => moved.Key.Ledger)),
            Sql.Texts(turnover.Select(moved => moved.Key.Currency)),
            Sql.Longs(turnover.Select(moved => moved.Value.Count)),
            Sql.Numerics(turnover.Select(moved => (decimal?)moved.Value.Volume)),
            .. KeysOf(periods)]);
        Sql.Add(batch, TrimRanks, KeysOf(periods));
    }

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
