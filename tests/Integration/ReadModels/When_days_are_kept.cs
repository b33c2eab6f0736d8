using BillingEngine.Host;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>The account_days table after a life of a few weeks, in which the engine takes part.</summary>
public sealed class When_days_are_kept : IAsyncLifetime
{
    const int Seed = 5;

    // Days pass: each event of an account is later than the one before it by some hours.
    const string SpreadOut = """
        update events set occurred_at = occurred_at + stream_version * interval '5 hours'
        where type like 'account.%';
        update ledger_entries set at = at + position * interval '5 hours'
        """;

    /// <summary>The same by way of the entries: another table, and another way to reckon.</summary>
    const string Expected = """
        with entry as (
            select *, (at at time zone 'UTC')::date as day, balance_after - amount as balance_before
            from ledger_entries
        )
        select jsonb_build_object('account_id', account_id, 'day', day, 'currency', min(currency),
            'opening', (array_agg(balance_before order by position))[1],
            'closing', (array_agg(balance_after order by position desc))[1],
            'low', least((array_agg(balance_before order by position))[1], min(balance_after)),
            'high', greatest((array_agg(balance_before order by position))[1], max(balance_after)),
            'debits', coalesce(-sum(amount) filter (where amount < 0), 0),
            'credits', coalesce(sum(amount) filter (where amount > 0), 0), 'entries', count(*))::text
        from entry group by account_id, day order by account_id, day
        """;

    const string Found = "select to_jsonb(d)::text from account_days d order by account_id, day";

    NpgsqlDataSource? _database;

    EngineUnderTest Engine { get; } = new();

    public async Task InitializeAsync()
    {
        var life = new RandomLife(Seed);
        await Engine.Start();
        await Engine.Do(life.Opening());
        for (var round = 0; round < 10; round++)
        {
            await Engine.Send(Enumerable.Range(0, 20).Select(_ => life.Next()));
            await Engine.Rest();
        }

        await Engine.Stop();
        _database = NpgsqlDataSource.Create(await Engine.ConnectionString());
        await Rows.Execute(_database, SpreadOut);
    }

    public async Task DisposeAsync()
    {
        await _database!.DisposeAsync();
        await Engine.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_the_same_however_the_events_come_together()
    {
        var expected = await Rows.Texts(_database!, Expected);
        Assert.InRange(expected.Count, 40, 2_000);

        foreach (var size in new[] { 1, 7, 100_000 })
        {
            await Rows.Execute(_database!, "delete from account_days");
            await Project(size);
            Assert.Equal(expected.Select(Canonical), (await Rows.Texts(_database!, Found)).Select(Canonical));
        }

        await AreFoundDayByDay();
    }

    async Task AreFoundDayByDay()
    {
        const string MostDays = """
            select account_id::text from account_days group by account_id order by count(*) desc limit 1
            """;
        var account = Guid.Parse((await Rows.Texts(_database!, MostDays))[0]);
        var queries = new AccountDayQueries(_database!);
        var all = await queries.Find(
            new(account, DateOnly.MinValue, new(9000, 1, 1), IsFilled: false, 10_000), CancellationToken.None);
        var (first, last) = (all[^1].Day.AddDays(-2), all[0].Day.AddDays(3));

        List<AccountDay> filled = [];
        for (var end = last; end >= first; end = end.AddDays(-4))
            filled.AddRange(await queries.Find(new(account, first, end, IsFilled: true, 4), CancellationToken.None));

        Assert.Equal(
            Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Reverse(),
            filled.Select(day => day.Day.DayNumber));
        Assert.Equal(all, filled.Where(day => day.Entries > 0));
        Assert.Equal(0, filled[^1].Closing);
        foreach (var (day, before) in filled.Zip(filled.Skip(1)))
            Assert.Equal(before.Closing, day.Opening);
    }

    /// <summary>In batches of so many events, taken from all partitions in turn.</summary>
    async Task Project(int size)
    {
        var model = ReadModelModule.Following().Single(model => model.Name == "account_days");
        var log = new LogReader(_database!, new MessageTypes(Composition.Modules), model);
        await using var connection = await _database!.OpenConnectionAsync();
        var heads = await LogReader.Heads(connection, CancellationToken.None);
        var all = await log.Read(
            connection, new Dictionary<int, long>(), heads, int.MaxValue, CancellationToken.None);
        var turns = all.Events.GroupBy(e => e.Stored.Partition)
            .SelectMany(partition => partition.Select((e, turn) => (turn, e)))
            .OrderBy(turn => turn.turn)
            .Select(turn => turn.e);
        foreach (var some in turns.Chunk(size))
        {
            await using var batch = new NpgsqlBatch(connection);
            await model.Project(new ProjectionBatch(some, batch, log), CancellationToken.None);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync();
        }
    }

    /// <summary>An amount is what it is, whatever zeros it ends with; members in one order.</summary>
    static string Canonical(string row)
    {
        var members = System.Text.Json.JsonDocument.Parse(row).RootElement.EnumerateObject()
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => member.Value.ValueKind is System.Text.Json.JsonValueKind.Number
                ? $"{member.Name} {member.Value.GetDecimal() / 1.0000000000m:0.##########}"
                : $"{member.Name} {member.Value}");
        return string.Join(", ", members);
    }
}
