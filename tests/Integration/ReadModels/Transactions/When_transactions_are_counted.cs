using BillingEngine.Integration.Tests.Storage;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using BillingEngine.ReadModels.Analytics;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels.Transactions;

/// <summary>What the tables of numbers hold, against numbers counted one by one.</summary>
public sealed class When_transactions_are_counted : IAsyncLifetime
{
    const string Content = """
        select 'total ' || r::text from daily_totals r union all select 'time ' || r::text from completion_times r
        union all select 'turnover ' || r::text from account_turnover r
        union all select 'rank ' || r::text from account_ranks r order by 1
        """;

    const string Empty = "truncate daily_totals, completion_times, account_turnover, account_ranks";

    static readonly DateOnly Day = new(2026, 3, 4);

    NpgsqlDataSource? _database;

    static IProjection Projection => ReadModelModule.Following().Single(model => model.Name == "analytics");

    AnalyticsQueries Queries => new(_database!);

    public async Task InitializeAsync()
    {
        _database = PostgresStorage.OpenDatabase(await TestCluster.NewDatabase());
        await Migrator.Migrate(
            _database, [PostgresStorage.Migrations, ReadModelModule.Migrations], CancellationToken.None);
    }

    public async Task DisposeAsync() => await _database!.DisposeAsync();

    [Fact]
    public async Task Should_come_to_the_same_rows_in_batches_of_any_size()
    {
        var random = new RandomTransactions(seed: 21).Go(150);
        List<string> contents = [];
        foreach (var size in (int[])[1, 7, 100_000])
        {
            await Rows.Execute(_database!, Empty);
            await random.Log.Project(_database!, Projection, size);
            contents.Add(string.Join('\n', await Rows.Texts(_database!, Content)));
        }

        Assert.Equal(contents[2], contents[0]);
        Assert.Equal(contents[2], contents[1]);
    }

    [Fact]
    public async Task Should_count_what_counting_one_by_one_counts()
    {
        var random = new RandomTransactions(seed: 22).Go(400);
        await random.Log.Project(_database!, Projection, batchSize: 50);
        var expected = random.Folded.Values.Where(one => one.Ledger == "main")
            .GroupBy(one => (
                DateOnly.FromDateTime(one.CreatedAt.UtcDateTime), one.Amount.Currency.Value, one.Type, one.Status))
            .Select(group => new DailyTotal(
                group.Key.Item1,
                group.Key.Value,
                group.Key.Type,
                group.Key.Status,
                group.Count(),
                group.Sum(one => one.CapturedAmount is { } captured && one.Status == TransactionStatus.Completed
                    ? captured
                    : one.Amount.Amount),
                group.Sum(one => one.Type == TransactionType.Refund ? -(one.Fee ?? 0) : one.Fee ?? 0)))
            .OrderBy(total => total.Day).ThenBy(total => total.ToString(), StringComparer.Ordinal);

        var found = await Queries.Totals(new("main", null, new(2026, 1, 1), new(2026, 12, 31)), CancellationToken.None);

        Assert.Equal(
            expected,
            found.OrderBy(total => total.Day).ThenBy(total => total.ToString(), StringComparer.Ordinal));
        var times = await Queries.Times("main", new(2026, 1, 1), new(2026, 12, 31), CancellationToken.None);
        Assert.Equal(
            random.Folded.Values.Count(one => one is { Ledger: "main", Status: TransactionStatus.Completed }),
            times.Sum(type => type.Buckets.Sum(bucket => bucket.Value)));
    }

    [Fact]
    public async Task Should_move_a_transaction_that_completes_days_later_within_its_own_day()
    {
        var (log, id) = (new WrittenLog(), Some.Id());
        var at = new DateTimeOffset(2026, 3, 4, 23, 59, 59, TimeSpan.Zero);
        log.Add(id, Transfer(id, Some.Id(), Some.Id(), 10.005m), at);
        await log.Project(_database!, Projection, batchSize: 1);
        Assert.Equal(
            [new UnderWay("BHD", TransactionStatus.Processing, 1, 10.005m)],
            await Queries.UnderWay("main", null, CancellationToken.None));

        log.Add(id, new TransactionCompleted(id), at.AddDays(3));
        await log.Project(_database!, Projection, batchSize: 1, from: 1);

        var total = new DailyTotal(
            Day, "BHD", TransactionType.Transfer, TransactionStatus.Completed, 1, 10.005m, 0m);
        Assert.Equal(
            [total], await Queries.Totals(new("main", "BHD", Day, Day.AddDays(9)), CancellationToken.None));
        Assert.Empty(await Queries.UnderWay("main", null, CancellationToken.None));
        var times = Assert.Single(await Queries.Times("main", Day, Day, CancellationToken.None));
        Assert.InRange(
            TimeBuckets.Percentile(times.Buckets, 50)!.Value, TimeSpan.FromDays(3), TimeSpan.FromDays(3 * 33 / 32d));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(700)]
    public async Task Should_rank_the_first_of_many_accounts_exactly(int batchSize)
    {
        var random = new Random(batchSize);
        var accounts = Enumerable.Range(1, 400).Select(n => new Guid($"a0000000-0000-4000-8000-{n:D12}")).ToArray();
        var moved = accounts.ToDictionary(id => id, _ => (Count: 0L, Volume: 0m));
        var log = new WrittenLog();
        for (var count = 0; count < 1_200; count++)
        {
            // Most move a little, so that many are even; and some come back after others have passed them.
            var (id, amount) = (Some.Id(), random.Next(1, 4) * 1m);
            var source = accounts[(int)(accounts.Length * Math.Pow(random.NextDouble(), 2))];
            var destination = accounts[random.Next(accounts.Length)];
            log.Add(id, Transfer(id, source, destination, amount), new(Day, new(12, 0), TimeSpan.Zero));
            log.Add(id, new TransactionCompleted(id), new(Day, new(12, 1), TimeSpan.Zero));
            foreach (var account in (Guid[])[source, destination])
                moved[account] = (moved[account].Count + 1, moved[account].Volume + amount);
        }

        await log.Project(_database!, Projection, batchSize);

        var some = moved.Where(account => account.Value.Count > 0).ToList();
        Assert.True(some.Count > 220, "there must be more accounts than places");
        Assert.Equal(
            some.OrderByDescending(one => one.Value.Volume).ThenBy(one => one.Key.ToString(), StringComparer.Ordinal)
                .Take(200).Select(one => $"{one.Key} {one.Value.Count} {one.Value.Volume:0}"),
            await Ranked("volume"));
        Assert.Equal(
            some.OrderByDescending(one => one.Value.Count).ThenBy(one => one.Key.ToString(), StringComparer.Ordinal)
                .Take(200).Select(one => $"{one.Key} {one.Value.Count} {one.Value.Volume:0}"),
            await Ranked("count"));
    }

    Task<List<string>> Ranked(string rankBy) => Rows.Texts(_database!, $"""
        select account_id || ' ' || count || ' ' || volume from account_ranks
        join account_turnover using (account_id, period, span, ledger, currency)
        where ledger = 'main' and currency = 'BHD' and span = 'month' and period = '2026-03-01' and rank_by = '{rankBy}'
        order by {rankBy} desc, account_id
        """);

    static TransferRequested Transfer(Guid id, Guid source, Guid destination, decimal amount) => new(
        id, id.ToString(), "main", source, destination, new Money(amount, new("BHD")), Reference: null,
        Description: null, Metadata: null, "fingerprint", Fees: null);
}
