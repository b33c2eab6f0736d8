using System.Net;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

public sealed class BalanceHistoryTests(TestApi api) : IClassFixture<TestApi>, IAsyncLifetime
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/balance/history";

    static readonly DateTimeOffset Created = new(2026, 2, 27, 10, 0, 0, TimeSpan.Zero);
    static readonly AccountDay Monday = new(new(2026, 3, 2), 10m, 4.5m, -1m, 12m, 7.5m, 2m, Entries: 3);

    public Task InitializeAsync()
    {
        api.Statements.Days = [Monday, AccountDay.Quiet(new(2026, 3, 1), 10m)];
        api.Engine.Account = () => Samples.Account with { CreatedAt = Created };
        api.Engine.Entries = [EntryAnswerTests.Reversal];
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_tell_each_change()
    {
        var answer = await api.Get($"{Path}?from=2026-03-01&to=2026-03-04T05:00:00Z");

        Assert.Equal(
            Samples.OneLine($$"""
                {"items":[{"position":10,"at":"2026-03-04T05:06:07Z","balance":"10.25","amount":"10.50",
                "transactionId":"{{Samples.TransactionId}}"}],"nextCursor":null}
                """),
            answer.Text);
        Assert.Equal(
            (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 3, 4, 5, 0, 0, TimeSpan.Zero)),
            (api.Engine.EntryQuery!.From!.Value, api.Engine.EntryQuery.To!.Value));
    }

    [Fact]
    public async Task Should_tell_each_day()
    {
        var answer = await api.Get($"{Path}?by=day");

        Assert.Equal(
            Samples.OneLine("""
                {"items":[
                {"day":"2026-03-02","opening":"10.00","closing":"4.50","low":"-1.00","high":"12.00","debits":"7.50",
                "credits":"2.00","entries":3},
                {"day":"2026-03-01","opening":"10.00","closing":"10.00","low":"10.00","high":"10.00","debits":"0.00",
                "credits":"0.00","entries":0}
                ],"nextCursor":null}
                """),
            answer.Text);
        Assert.Equal(
            new DayQuery(Guid.Parse(Samples.WalletId), new(2026, 2, 27), new(2026, 3, 4), IsFilled: false, 51),
            api.Statements.Asked);
    }

    [Fact]
    public async Task Should_go_on_with_the_day_before()
    {
        var first = await api.Get($"{Path}?by=day&fill=true&limit=1&to=2026-03-03");
        Assert.Equal((true, new DateOnly(2026, 3, 2)), (api.Statements.Asked!.IsFilled, api.Statements.Asked.Last));

        await api.Get($"{Path}?by=day&fill=true&limit=1&cursor={first.Json.GetProperty("nextCursor")}");
        Assert.Equal(new(2026, 3, 1), api.Statements.Asked.Last);

        var other = await api.Get($"{Path}?cursor={first.Json.GetProperty("nextCursor")}");
        Assert.Equal("cursor", other.Fields);
    }

    [Theory]
    [InlineData("by=week", "by")]
    [InlineData("fill=true", "fill")]
    [InlineData("by=day&fill=yes", "fill")]
    [InlineData("by=day&from=2026-03-01T00:00:00", "from")]
    [InlineData("from=now", "from")]
    [InlineData("day=2026-03-01", "day")]
    [InlineData("by=day&limit=0", "limit")]
    public async Task Should_refuse_what_it_does_not_understand(string query, string field)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("to=2026-02-27T10:00:00Z")]
    [InlineData("by=day&to=2026-02-27")]
    public async Task Should_not_know_an_account_before_it_was_created(string query)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.NotFound, "account_not_yet_created"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Should_describe_what_it_answers()
    {
        var schema = await DescriptionTests.Schema(api, "BalanceHistory");
        var item = schema.GetProperty("properties").GetProperty("items").GetProperty("items");
        var change = (await api.Get(Path)).Json.GetProperty("items")[0];
        var day = (await api.Get($"{Path}?by=day")).Json.GetProperty("items")[0];

        Assert.Equal(
            DescriptionTests.Members(item), DescriptionTests.Names(change).Concat(DescriptionTests.Names(day)));
    }
}
