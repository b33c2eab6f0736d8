using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using BillingEngine.ReadModels.Search;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels.Transactions;

/// <summary>Some hundred random transactions, against a search that looks at each of them.</summary>
public sealed class When_transactions_are_searched : IAsyncLifetime
{
    static readonly string[] Texts =
    [
        "blue", "BLUE Shoes", "invoice 8", "42", "7", "it's", "o'brien\\x", "zürich", "靴", "の靴", "nowhere",
        "one quoted",
    ];

    static readonly KeyValuePair<string, string>[] Pairs =
    [
        new("orderId", "A-1"), new("orderId", "a-1"), new("n", "7"), new("a=b", "c"), new("a", "b=c"),
        new("flag", "true"), new("nothing", "null"), new("", "empty"), new("long", new string('x', 300)),
        new("control", "a\u0001b"), new("quote", "it's \\ \" here"), new("deep", "Blue"),
    ];

    readonly RandomTransactions _random = new RandomTransactions(seed: 20).Go(300);

    NpgsqlDataSource? _database;

    static IProjection Projection => ReadModelModule.Following().Single(model => model.Name == "transaction_search");

    static IInlineProjection Inline => ReadModelModule.Inline().Single(model => model.Name == "transactions");

    public async Task InitializeAsync()
    {
        _database = PostgresStorage.OpenDatabase(await TestCluster.NewDatabase());
        await Migrator.Migrate(
            _database, [PostgresStorage.Migrations, ReadModelModule.Migrations], CancellationToken.None);
        await _random.Log.Project(_database, Inline);
    }

    public async Task DisposeAsync() => await _database!.DisposeAsync();

    [Theory]
    [InlineData(5_000)]
    [InlineData(17)]
    public async Task Should_find_what_looking_at_each_of_them_finds(int budget)
    {
        await _random.Log.Project(_database!, Projection, batchSize: 100);
        var random = new Random(budget);
        var search = new TransactionSearch(_database!, budget);
        var found = 0;
        for (var count = 0; count < 150; count++)
        {
            var filter = Filter(random);
            var expected = NaiveSearch.Of(_random.Folded.Values, filter).ToList();

            var all = await All(search, filter, limit: random.Next(1, 30));

            Assert.True(expected.SequenceEqual(all), $"{filter}: {expected.Count} expected, {all.Count} found");
            found += all.Count > 0 ? 1 : 0;
        }

        Assert.InRange(found, 30, 150);
    }

    [Fact]
    public async Task Should_look_at_no_more_rows_than_it_may_and_say_where_it_goes_on()
    {
        await _random.Log.Project(_database!, Projection, batchSize: 1000);
        var filter = new TransactionFilter("main") { Types = [TransactionType.Topup], Text = "invoice" };

        var page = await new TransactionSearch(_database!, budget: 10).Find(filter, null, 50, CancellationToken.None);

        Assert.InRange(page.Items.Count, 0, 10);
        Assert.NotNull(page.Next);
    }

    [Fact]
    public async Task Should_neither_repeat_nor_leave_out_what_was_there_when_paging_began()
    {
        var half = _random.Log.Events.Count / 2;
        await _random.Log.Project(_database!, Projection, batchSize: 1000, to: half);
        var there = (await All(new(_database!), new("main"), 200)).ConvertAll(one => one.TransactionId);
        var meanwhile = Task.Run(() => _random.Log.Project(_database!, Projection, batchSize: 1, from: half));

        List<Guid> seen = [];
        do
        {
            seen = (await All(new(_database!, budget: 40), new("main"), limit: 3)).ConvertAll(one => one.TransactionId);
            Assert.Equal(seen.Distinct(), seen);
            Assert.Equal(there, seen.Intersect(there));
        }
        while (!meanwhile.IsCompleted);

        await meanwhile;
    }

    [Fact]
    public async Task Should_never_show_a_status_that_was_not_asked_for()
    {
        // The search has only heard of the beginnings; the transactions themselves are further.
        for (var position = 0; position < _random.Log.Events.Count; position++)
        {
            if (_random.Log.Events[position].Event is ITransactionRequested)
                await _random.Log.Project(_database!, Projection, 1, position, position + 1);
        }

        var found = await All(
            new(_database!), new("main") { Statuses = [TransactionStatus.Processing] }, limit: 20);

        Assert.All(found, one => Assert.Equal(TransactionStatus.Processing, one.Status));
        Assert.Equal(
            _random.Folded.Values.Count(one => one is { Status: TransactionStatus.Processing, Ledger: "main" }),
            found.Count);
    }

    [Fact]
    public async Task Should_come_to_the_same_rows_in_batches_of_any_size()
    {
        List<string> contents = [];
        foreach (var size in (int[])[1, 7, 100_000])
        {
            await Rows.Execute(_database!, "truncate transaction_search, transaction_terms");
            await _random.Log.Project(_database!, Projection, size);
            contents.Add(await Content());
        }

        Assert.Single(contents.Distinct());
    }

    async Task<string> Content() => string.Join('\n', await Rows.Texts(_database!, """
        select r::text from transaction_search r union all select t::text from transaction_terms t order by 1
        """));

    static async Task<List<TransactionSnapshot>> All(TransactionSearch search, TransactionFilter filter, int limit)
    {
        List<TransactionSnapshot> all = [];
        TransactionPosition? after = null;
        do
        {
            var page = await search.Find(filter, after, limit, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, limit);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        return all;
    }

    TransactionFilter Filter(Random random)
    {
        var hasRange = random.Next(4) == 0;
        return new(random.Next(4) == 0 ? "eu" : "main")
        {
            AccountId = Seldom() ? _random.Accounts[random.Next(_random.Accounts.Length)] : null,
            Types = Seldom() ? Some<TransactionType>(random) : [],
            Statuses = Seldom() ? Some<TransactionStatus>(random) : [],
            Reference = random.Next(8) == 0 ? AnyOf(random).Reference : null,
            Currency = hasRange || Seldom() ? AnyOf(random).Amount.Currency.Value : null,
            From = Seldom() ? AnyOf(random).CreatedAt : null,
            To = Seldom() ? AnyOf(random).CreatedAt : null,
            MinAmount = hasRange ? AnyOf(random).Amount.Amount : null,
            MaxAmount = hasRange && Seldom() ? AnyOf(random).Amount.Amount : null,
            Description = random.Next(8) == 0 ? Texts[random.Next(Texts.Length)] : null,
            Text = Seldom() ? Texts[random.Next(Texts.Length)] : null,
            Metadata = random.Next(6) == 0 ? [Pairs[random.Next(Pairs.Length)]] : [],
        };

        bool Seldom() => random.Next(5) == 0;
    }

    TransactionSnapshot AnyOf(Random random) => _random.Folded.Values.ElementAt(random.Next(_random.Folded.Count));

    static IReadOnlyList<TEnum> Some<TEnum>(Random random)
        where TEnum : struct, Enum => [.. random.GetItems(Enum.GetValues<TEnum>(), random.Next(1, 3)).Distinct()];
}
