using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>Entries of one account at positions 2, 4, 6 and so on, two of them at each full minute.</summary>
public sealed class When_entries_are_asked_for : IAsyncLifetime
{
    const int Entries = 40;

    static readonly Guid Account = new("a0000000-0000-4000-8000-000000000001");
    static readonly Guid Other = new("a0000000-0000-4000-8000-000000000002");
    static readonly Guid Transaction = new("b0000000-0000-4000-8000-000000000001");
    static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    NpgsqlDataSource? _database;

    EntryQueries Queries => new(_database!);

    public async Task InitializeAsync()
    {
        _database = PostgresStorage.OpenDatabase(await TestCluster.NewDatabase());
        await Migrator.Migrate(_database, [PostgresStorage.Migrations, ReadModelModule.Migrations], CancellationToken.None);
        await Rows.Execute(_database, $"""
            insert into transactions (transaction_id, tracking_id, ledger, type, status, source_account_id,
                destination_account_id, amount, currency, correlation_id, fingerprint, message_id, created_at)
            values ('{Transaction}', 'k', 'main', 'payment', 'completed', '{Other}', '{Account}', 1, 'USD', '', '',
                '{Transaction}', now());
            insert into ledger_entries
            select account, 2 * n, '{Transaction}', 'credit', 'USD', 1.50, 1.50 * n, '{Other}', 'reference ' || n,
                '{Start:O}'::timestamptz + (n - 1) / 2 * interval '1 minute'
            from generate_series(1, {Entries}) n, unnest(array['{Account}', '{Other}']::uuid[]) account
            """);
    }

    public async Task DisposeAsync() => await _database!.DisposeAsync();

    [Fact]
    public async Task Should_tell_all_of_an_entry()
    {
        var found = await Find(limit: 1);

        Assert.Equal(
            [
                new LedgerEntry(
                    80, Start.AddMinutes(19), Transaction, TransactionType.Payment, "credit", 1.50m, 60m, Other, "reference 40"),
            ],
            found);
    }

    [Fact]
    public async Task Should_go_through_all_of_them_page_by_page()
    {
        List<int> positions = [];
        for (IReadOnlyList<LedgerEntry> page = await Find(limit: 7); page.Count > 0; page = await Find(before: positions[^1], limit: 7))
            positions.AddRange(page.Select(entry => entry.Position));

        Assert.Equal(Enumerable.Range(1, Entries).Reverse().Select(n => 2 * n), positions);
    }

    /// <summary>Minutes since the first entry; no bound where it is null.</summary>
    [Theory]
    [InlineData(null, null, 1, 40)]
    [InlineData(0d, null, 1, 40)]
    [InlineData(-5d, 50d, 1, 40)]
    [InlineData(0.5, null, 3, 40)]
    [InlineData(1d, null, 3, 40)]
    [InlineData(1d, 2d, 3, 4)]
    [InlineData(null, 1d, 1, 2)]
    [InlineData(null, 0.001, 1, 2)]
    [InlineData(7d, 12.5, 15, 26)]
    [InlineData(19d, null, 39, 40)]
    [InlineData(null, 19d, 1, 38)]
    public async Task Should_keep_to_the_times(double? from, double? to, int first, int last)
    {
        var found = await Find(from, to);

        Assert.Equal(Enumerable.Range(first, last - first + 1).Reverse().Select(n => 2 * n), found.Select(entry => entry.Position));
    }

    [Theory]
    [InlineData(19.001, null)]
    [InlineData(null, 0d)]
    [InlineData(3d, 3d)]
    [InlineData(5d, 2d)]
    public async Task Should_find_none(double? from, double? to) => Assert.Empty(await Find(from, to));

    [Fact]
    public async Task Should_find_none_of_an_account_without_any()
    {
        Assert.Empty(await Queries.Find(new(Transaction, Start, Start.AddDays(1), null, 10), CancellationToken.None));
    }

    Task<IReadOnlyList<LedgerEntry>> Find(double? from = null, double? to = null, int? before = null, int limit = 100)
    {
        var query = new EntryQuery(Account, Minute(from), Minute(to), before, limit);
        return Queries.Find(query, CancellationToken.None);
    }

    static DateTimeOffset? Minute(double? minutes) => minutes is { } count ? Start.AddMinutes(count) : null;
}
