using BillingEngine.Host.Load;
using Microsoft.AspNetCore.Http;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_loading_an_engine
{
    [Fact]
    public async Task Should_make_every_topup_once_and_find_the_money()
    {
        await using var engine = await StubEngine.Start();

        var result = await Load(engine, operations: 500);

        Assert.Equal(500, result.Tally.Succeeded);
        Assert.Equal(10, engine.Wallets);
        Assert.Equal(500, engine.Attempts.Count);
        Assert.All(engine.Attempts.Values, count => Assert.Equal(1, count));
        Assert.Equal(result.Succeeded, result.Balances);
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_come_back_with_the_same_key_after_the_time_the_engine_asked_for()
    {
        await using var engine = await StubEngine.Start((context, attempt) =>
        {
            if (attempt > 1)
                return Task.FromResult(false);
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "1";
            return Task.FromResult(true);
        });

        var result = await Load(engine, operations: 4);

        Assert.Equal((4, 4), (result.Tally.Succeeded, result.Tally.Repeats));
        Assert.All(engine.Attempts.Values, count => Assert.Equal(2, count));
        Assert.InRange(result.Latencies.Percentile(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Should_repeat_under_the_same_key_when_the_connection_breaks()
    {
        await using var engine = await StubEngine.Start((context, attempt) =>
        {
            if (attempt == 1)
                context.Abort();
            return Task.FromResult(attempt == 1);
        });

        var result = await Load(engine, operations: 20);

        Assert.Equal((20, 0), (result.Tally.Succeeded, result.Tally.Failed));
        Assert.All(engine.Attempts.Values, count => Assert.Equal(2, count));
    }

    [Fact]
    public async Task Should_open_a_new_connection_when_the_engine_closes_after_an_answer()
    {
        await using var engine = await StubEngine.Start((context, _) =>
        {
            context.Response.Headers.Connection = "close";
            return Task.FromResult(false);
        });

        var result = await Load(engine, operations: 50);

        Assert.Equal((50, 0), (result.Tally.Succeeded, result.Tally.Repeats));
    }

    [Fact]
    public async Task Should_follow_an_accepted_topup_until_it_is_final()
    {
        await using var engine = await StubEngine.Start((context, _) =>
        {
            context.Response.StatusCode = 202;
            return Task.FromResult(false);
        });

        var result = await Load(engine, operations: 20);

        Assert.Equal(20, result.Tally.Succeeded);
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_put_together_answers_that_come_in_pieces()
    {
        await using var engine = await StubEngine.Start(async (context, _) =>
        {
            context.Response.StatusCode = 422;
            foreach (var piece in new[] { "{\"co", "de\":\"account_", "frozen\"}" })
            {
                await context.Response.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
                await Task.Delay(5);
            }

            return true;
        });

        var result = await Load(engine, operations: 20);

        Assert.Equal(20, result.Tally.Refused);
        Assert.Equal(("refused: 422 account_frozen", 20), Assert.Single(result.Tally.Problems));
    }

    [Fact]
    public async Task Should_count_what_the_engine_cannot_explain_as_failed_and_not_repeat_it()
    {
        await using var engine = await StubEngine.Start((context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        });

        var result = await Load(engine, operations: 7);

        Assert.Equal((0, 7, 0), (result.Tally.Succeeded, result.Tally.Failed, result.Tally.Repeats));
        Assert.False(result.IsGood);
    }

    [Fact]
    public async Task Should_notice_when_an_engine_says_created_and_moves_nothing()
    {
        await using var engine = await StubEngine.Start((context, _) =>
        {
            context.Response.StatusCode = 201;
            return Task.FromResult(true);
        });

        var result = await Load(engine, operations: 7);

        Assert.Equal(7, result.Tally.Succeeded);
        Assert.False(result.IsGood);
    }

    [Theory]
    [InlineData("transfer", 10, 0)]
    [InlineData("payment", 11, 0)]
    [InlineData("mixed", 11, 20)]
    public async Task Should_move_money_between_funded_wallets_and_refund_payments(string mix, int accounts, int refunds)
    {
        await using var engine = await StubEngine.Start();

        var result = await Load(engine, operations: 600, Enum.Parse<LoadMix>(mix, ignoreCase: true));

        Assert.Equal((600, 0), (result.Tally.Succeeded, result.Failed));
        Assert.Equal(150, result.Funding!.Tally.Succeeded);
        Assert.Equal((accounts, refunds), (engine.Wallets, engine.Refunds));
        Assert.Equal(result.Succeeded, result.Balances);
        Assert.True(result.IsGood);
    }

    static Task<LoadResult> Load(StubEngine engine, int operations, LoadMix mix = LoadMix.Topup) => LoadGenerator.Run(
        new LoadPlan(engine.Url, Wallets: 10, operations, Workers: 4, RunId: "00000000000000a1", mix),
        new Progress(TextWriter.Null, isTerminal: false),
        CancellationToken.None);
}
