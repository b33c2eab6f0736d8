using BillingEngine.Host;
using BillingEngine.Host.Configuration;
using BillingEngine.Host.Seed;
using BillingEngine.Host.Verbs;
using BillingEngine.Integration.Tests.ReadModels;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>An engine on a database that was seeded before it started.</summary>
public sealed class SeededHost : IAsyncLifetime
{
    public const int Accounts = 200;
    public const int Transactions = 1_000;

    BillingHost? _host;

    internal string Database { get; private set; } = "";

    internal ApiClient Api { get; private set; } = null!;

    internal int ExitCode { get; private set; }

    internal string Report { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Database = await TestCluster.NewDatabase();
        var output = new StringWriter();
        ExitCode = await Command(Database).Run(output, TextWriter.Null, CancellationToken.None);
        Report = output.ToString();
        var options = new HostOptions(Database, DataDirectory: null, "http://127.0.0.1:0", HostOptions.AllEndpoints);
        _host = await BillingHost.Start(options, CancellationToken.None);
        Api = new ApiClient(_host.Addresses.Single());
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    internal static SeedCommand Command(string database) => new(
        database, DataDirectory: null, BillingConfiguration.Default, Accounts, Transactions, "USD", SkipVerify: false);
}

public sealed class When_a_database_is_seeded(SeededHost seeded) : IClassFixture<SeededHost>
{
    ApiClient Api => seeded.Api;

    [Fact]
    public async Task Should_hold_what_was_asked_for_and_verify()
    {
        await using var pool = NpgsqlDataSource.Create(seeded.Database);

        Assert.Equal(0, seeded.ExitCode);
        Assert.Contains("ok    books-balance", seeded.Report, StringComparison.Ordinal);
        Assert.Equal(
            SeededHost.Transactions,
            await Rows.Count(pool, "select count(*) from transactions where tracking_id like 'seed-%'"));
        Assert.Equal(
            SeededHost.Accounts,
            await Rows.Count(pool, "select count(*) from accounts where owner_id like 'owner-%'"));
        Assert.InRange(
            await Rows.Count(
                pool, "select extract(day from max(created_at) - min(created_at))::bigint from transactions"),
            89,
            90);
    }

    [Theory]
    [InlineData("topup")]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    public async Task Should_hold_events_as_the_engine_writes_them(string type)
    {
        await using var pool = NpgsqlDataSource.Create(seeded.Database);
        var (source, destination) = (SeedPlan.AccountId(3), SeedPlan.AccountId(4));
        var moved = await Api.Move(type, $"{type}-by-the-engine", new
        {
            sourceAccountId = type == "topup" ? (Guid?)null : source,
            destinationAccountId = type == "withdrawal" ? (Guid?)null : destination,
            amount = "0.01",
            currency = "USD",
            reference = "order",
            description = "text",
            metadata = new { channel = "web" },
        });
        Assert.Equal((201, "completed"), (moved.Status, moved["status"]));
        var ofSeed = (await Rows.Texts(pool, $"""
            select transaction_id::text from transactions
            where type = '{type}' and status = 'completed' and metadata is not null and tracking_id like 'seed-%'
            order by created_at desc limit 1
            """)).Single();

        Assert.Equal(
            await Rows.Texts(pool, DescribeEvents(moved["transactionId"]!)),
            await Rows.Texts(pool, DescribeEvents(ofSeed)));
    }

    [Fact]
    public async Task Should_not_be_seeded_while_an_engine_is_at_work()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SeededHost.Command(seeded.Database).Run(TextWriter.Null, TextWriter.Null, CancellationToken.None));

        Assert.Contains("an engine is at work", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_seeded_when_it_holds_something()
    {
        var database = await TestCluster.NewDatabase();
        var small = SeededHost.Command(database) with { Accounts = 2, Transactions = 2, SkipVerify = true };
        Assert.Equal(0, await small.Run(TextWriter.Null, TextWriter.Null, CancellationToken.None));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => small.Run(TextWriter.Null, TextWriter.Null, CancellationToken.None));

        Assert.Contains("holds events already", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>What the events of a transaction and what came with them look like, whatever they say.</summary>
    static string DescribeEvents(string transactionId) => $"""
        select format('%s %s %s', type, data.names, causation_id is null) from events,
            lateral (select string_agg(name, ',' order by name) as names from json_object_keys(data) name) data
        where (stream_id = '{transactionId}' or data->>'transactionId' = '{transactionId}')
            and type <> 'account.created.v1'
        order by 1
        """;
}
