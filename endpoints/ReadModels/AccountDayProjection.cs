using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.ReadModels;

/// <summary>The account_days table: what each day (UTC) did to the balance of an account.</summary>
sealed class AccountDayProjection : IProjection
{
    // What a batch before had of the day came first, as the events of an account come in their order: so its opening
    // stands, and the new closing counts.
    const string Upsert = """
        insert into account_days as day (account_id, day, currency, opening, closing, low, high, debits, credits,
            entries)
        select account_id, (at at time zone 'UTC')::date, currency, opening, closing, low, high, debits, credits,
            entries
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as new(account_id, at, currency, opening, closing, low, high, debits, credits, entries)
        on conflict (account_id, day) do update
        set closing = excluded.closing, low = least(day.low, excluded.low), high = greatest(day.high, excluded.high),
            debits = day.debits + excluded.debits, credits = day.credits + excluded.credits,
            entries = day.entries + excluded.entries
        """;

    public string Name => "account_days";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["account_days"];

    public IReadOnlyList<Type> Events => ModelEvents.Movements;

    public Task Project(ProjectionBatch batch, CancellationToken ct)
    {
        var days = new Dictionary<(Guid, DateOnly), Day>();
        foreach (var (stored, e) in batch.Events)
        {
            if (EntryChange.Of(e) is { } entry)
                Add(days, stored, entry);
        }

        if (days.Count > 0)
            AddUpsert(batch, [.. days.Values]);
        return Task.CompletedTask;
    }

    static void Add(Dictionary<(Guid, DateOnly), Day> days, StoredEvent stored, in EntryChange entry)
    {
        var key = (stored.StreamId, DateOnly.FromDateTime(stored.OccurredAt.UtcDateTime));
        if (!days.TryGetValue(key, out var day))
            days.Add(key, day = new(stored, entry));
        day.Add(entry);
    }

    static void AddUpsert(ProjectionBatch batch, List<Day> days) => Sql.Add(
        batch.Statements,
        Upsert,
        Sql.Ids(days.Select(day => day.AccountId)),
        Sql.Times(days.Select(day => (DateTimeOffset?)day.At)),
        Sql.Texts(days.Select(day => day.Currency)),
        Sql.Numerics(days.Select(day => (decimal?)day.Opening)),
        Sql.Numerics(days.Select(day => (decimal?)day.Closing)),
        Sql.Numerics(days.Select(day => (decimal?)day.Low)),
        Sql.Numerics(days.Select(day => (decimal?)day.High)),
        Sql.Numerics(days.Select(day => (decimal?)day.Debits)),
        Sql.Numerics(days.Select(day => (decimal?)day.Credits)),
        Sql.Ints(days.Select(day => day.Entries)));

    /// <summary>What the entries of one batch did to an account on one day.</summary>
    sealed class Day
    {
        public Day(StoredEvent first, in EntryChange entry)
        {
            (AccountId, At, Currency) = (first.StreamId, first.OccurredAt.ToUniversalTime(), entry.Currency);
            Opening = Low = High = entry.BalanceAfter - entry.Amount;
        }

        public Guid AccountId { get; }

        /// <summary>A moment of the day.</summary>
        public DateTimeOffset At { get; }

        public string Currency { get; }

        public decimal Opening { get; }

        public decimal Closing { get; private set; }

        public decimal Low { get; private set; }

        public decimal High { get; private set; }

        public decimal Debits { get; private set; }

        public decimal Credits { get; private set; }

        public int Entries { get; private set; }

        public void Add(in EntryChange entry)
        {
            Closing = entry.BalanceAfter;
            (Low, High) = (Math.Min(Low, Closing), Math.Max(High, Closing));
            Debits += Math.Max(-entry.Amount, 0);
            Credits += Math.Max(entry.Amount, 0);
            Entries++;
        }
    }
}
