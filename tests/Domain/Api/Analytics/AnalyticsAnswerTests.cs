using System.Net;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Analytics;

namespace BillingEngine.Domain.Tests.Api.Analytics;

/// <summary>Today is 4 March 2026.</summary>
public sealed class AnalyticsAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    static readonly DateOnly Day = new(2026, 3, 3);

    static readonly DailyTotal Completed = new(
        Day, "USD", TransactionType.Transfer, TransactionStatus.Completed, Count: 3, Volume: 10m, Fees: 0.3m);

    static readonly DailyTotal Failed = Completed with
    {
        State = TransactionStatus.Failed,
        Count = 1,
        Volume = 99.5m,
        Fees = 0m,
    };

    static readonly DailyTotal Open = Failed with { State = TransactionStatus.Authorized };

    [Fact]
    public async Task Should_show_a_day_by_type_and_state()
    {
        api.Analytics.Counted = [Completed, Failed, Completed with { Currency = "JPY", Fees = -1m }];

        var answer = await api.Get("/v1/analytics/daily?from=2026-03-01&to=2026-03-04");

        Assert.Equal(
            Samples.OneLine("""
                {"ledger":"main","from":"2026-03-01","to":"2026-03-04","items":[
                {"date":"2026-03-03","currency":"USD","type":"transfer","count":4,"completed":3,"failed":1,
                "volume":"10.00","fees":"0.30","states":[
                {"state":"completed","count":3,"volume":"10.00","fees":"0.30"},
                {"state":"failed","count":1,"volume":"99.50","fees":"0.00"}]},
                {"date":"2026-03-03","currency":"JPY","type":"transfer","count":3,"completed":3,"failed":0,
                "volume":"10","fees":"-1","states":[{"state":"completed","count":3,"volume":"10","fees":"-1"}]}
                ]}
                """),
            answer.Text);
    }

    [Fact]
    public async Task Should_show_the_last_thirty_days_if_not_told_otherwise()
    {
        await api.Get("/v1/analytics/daily");

        Assert.Equal(new("main", null, new(2026, 2, 3), new(2026, 3, 4)), api.Analytics.Asked);
    }

    [Fact]
    public async Task Should_sum_up_by_currency()
    {
        api.Analytics.Counted = [Completed, Failed, Open];
        api.Analytics.Took =
            [new(TransactionType.Transfer, [new(31, 98), new(TimeBuckets.Of(TimeSpan.FromSeconds(2)), 2)])];
        api.Analytics.Open = [new("USD", TransactionStatus.Authorized, 7, 1.5m)];

        var answer = await api.Get("/v1/analytics/summary?from=2026-03-03&to=2026-03-03&currency=USD");

        Assert.Equal(
            Samples.OneLine("""
                {"ledger":"main","from":"2026-03-03","to":"2026-03-03","currencies":[
                {"currency":"USD","count":5,"processing":0,"completed":3,"failed":1,"authorized":1,"voided":0,
                "expired":0,"successRate":"75.00","volume":"10.00","fees":"0.30","averageAmount":"3.33"}],
                "completionTimes":[
                {"type":"transfer","count":100,"p50Seconds":0.000031,"p95Seconds":0.000031,"p99Seconds":2.031615}],
                "underWay":[{"currency":"USD","state":"authorized","count":7,"volume":"1.50"}]}
                """),
            answer.Text);
    }

    [Fact]
    public async Task Should_sum_up_a_period_without_any()
    {
        (api.Analytics.Counted, api.Analytics.Took, api.Analytics.Open) = ([], [], []);

        var answer = await api.Get("/v1/analytics/summary?from=2026-03-03&to=2026-03-03");

        Assert.Equal(
            """
            {"ledger":"main","from":"2026-03-03","to":"2026-03-03","currencies":[],"completionTimes":[],"underWay":[]}
            """,
            answer.Text);
    }

    [Fact]
    public async Task Should_show_a_trend_and_ask_for_what_was_before()
    {
        api.Analytics.Counted = [Completed, Completed with { Day = Day.AddDays(-1), Volume = 8m }];

        var answer = await api.Get(
            "/v1/analytics/trends?metric=volume&currency=USD&window=2&from=2026-03-03&to=2026-03-03");

        Assert.Equal(
            Samples.OneLine("""
                {"ledger":"main","currency":"USD","metric":"volume","window":2,"from":"2026-03-03","to":"2026-03-03",
                "items":[{"date":"2026-03-03","value":"10.00","movingAverage":"9.00",
                "changeToDayBefore":{"absolute":"2.00","percent":"25.00"},
                "changeToWeekBefore":{"absolute":"10.00","percent":null}}],
                "period":{"value":"10.00","before":{"from":"2026-03-02","to":"2026-03-02","value":"8.00"},
                "change":{"absolute":"2.00","percent":"25.00"}}}
                """),
            answer.Text);
        Assert.Equal(new("main", "USD", new(2026, 2, 24), new(2026, 3, 3)), api.Analytics.Asked);
    }

    [Fact]
    public async Task Should_show_which_accounts_move_most()
    {
        api.Analytics.Ranked = [new(Guid.Parse(Samples.WalletId), "ada", "user", 2, 12.5m)];

        var answer = await api.Get(
            "/v1/analytics/top-accounts?currency=USD&by=count&period=month&date=2026-02-11&limit=200");

        Assert.Equal(
            Samples.OneLine($$"""
                {"ledger":"main","currency":"USD","by":"count","from":"2026-02-01","to":"2026-02-28","items":[
                {"accountId":"{{Samples.WalletId}}","ownerId":"ada","kind":"user","count":2,"volume":"12.50"}]}
                """),
            answer.Text);
        Assert.Equal(new("main", "USD", "month", new(2026, 2, 1), "count", 200), api.Analytics.AskedRanks);
    }

    [Theory]
    [InlineData("daily?from=2026-03-05&to=2026-03-04", "from")]
    [InlineData("daily?from=2025-03-03&to=2026-03-04", "from")]
    [InlineData("daily?from=2026-3-4", "from")]
    [InlineData("daily?to=2026-03-04T00:00:00", "to")]
    [InlineData("daily?to=1999-12-31", "to")]
    [InlineData("daily?from=2026-03-05", "from")]
    [InlineData("daily?currency=usd", "currency")]
    [InlineData("daily?ledger=%20", "ledger")]
    [InlineData("daily?day=1", "day")]
    [InlineData("summary?window=7", "window")]
    [InlineData("trends?metric=profit", "metric")]
    [InlineData("trends?metric=Count", "metric")]
    [InlineData("trends?metric=volume", "currency")]
    [InlineData("trends?metric=fees", "currency")]
    [InlineData("trends?window=0", "window")]
    [InlineData("trends?window=91", "window")]
    [InlineData("trends?type=gift", "type")]
    [InlineData("trends?type=", "type")]
    [InlineData("top-accounts", "currency")]
    [InlineData("top-accounts?currency=USD&by=size", "by")]
    [InlineData("top-accounts?currency=USD&period=week", "period")]
    [InlineData("top-accounts?currency=USD&date=today", "date")]
    [InlineData("top-accounts?currency=USD&limit=201", "limit")]
    [InlineData("top-accounts?currency=USD&cursor=x", "cursor")]
    public async Task Should_refuse_what_it_cannot_go_by(string query, string field)
    {
        var answer = await api.Get($"/v1/analytics/{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(field, answer.Fields);
    }

    [Theory]
    [InlineData("daily?from=2025-03-04&to=2026-03-04")]
    [InlineData("trends?metric=successRate&type=topup&window=90&from=2025-03-04&to=2026-03-04")]
    public async Task Should_go_as_far_as_it_says(string query)
    {
        api.Analytics.Counted = [];

        Assert.Equal(HttpStatusCode.OK, (await api.Get($"/v1/analytics/{query}")).Status);
    }
}
