using BillingEngine.Host.Load;
using Microsoft.AspNetCore.Http;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_sending_many_in_a_request
{
    [Theory]
    [InlineData("topup")]
    [InlineData("transfer")]
    [InlineData("payment")]
    public async Task Should_make_every_operation_once_and_find_the_money(string mix)
    {
        await using var engine = await StubEngine.Start();

        var result = await Load(engine, operations: 501, items: 100, Enum.Parse<LoadMix>(mix, ignoreCase: true));

        Assert.Equal((501, 0), (result.Tally.Succeeded, result.Failed));
        Assert.Equal([100, 100, 100, 100, 100, 1], engine.Bulks.TakeLast(6).OrderDescending());
        Assert.All(engine.Attempts.Values, count => Assert.Equal(1, count));
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_send_requests_that_no_buffer_of_a_socket_holds()
    {
        await using var engine = await StubEngine.Start();

        var result = await Load(engine, operations: 4000, items: 1000, LoadMix.Transfer);

        Assert.Equal((4000, 0), (result.Tally.Succeeded, result.Failed));
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_repeat_all_while_one_is_not_done()
    {
        await using var engine = await StubEngine.Start(async (context, attempt) =>
        {
            if (attempt > 1)
                return false;
            await context.Response.WriteAsync("""{"items":[{"status":201},{"status":202}]}""");
            return true;
        });

        var result = await Load(engine, operations: 2, items: 2, LoadMix.Topup);

        Assert.Equal((2, 1), (result.Tally.Succeeded, result.Tally.Repeats));
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_count_each_item_as_it_was_answered()
    {
        await using var engine = await StubEngine.Start(async (context, _) =>
        {
            await context.Response.WriteAsync("""
                {"items":[
                    {"status":422,"transaction":{"status":"failed"},"problem":{"code":"account_frozen"}},
                    {"status":400,"problem":{"code":"amount_invalid","errors":{"amount":["is wrong"]}}}]}
                """);
            return true;
        });

        var result = await Load(engine, operations: 2, items: 2, LoadMix.Topup);

        Assert.Equal((0, 1, 1), (result.Tally.Succeeded, result.Tally.Refused, result.Tally.Failed));
        Assert.Equal(
            ["failed: 400 amount_invalid", "refused: 422 account_frozen"],
            result.Tally.Problems.Select(problem => problem.Problem).Order());
    }

    static Task<LoadResult> Load(StubEngine engine, int operations, int items, LoadMix mix) => LoadGenerator.Run(
        new LoadPlan(
            engine.Url, Wallets: 10, operations, Workers: 3, RunId: "00000000000000a1", mix, Bulk: items),
        new Progress(TextWriter.Null, isTerminal: false),
        CancellationToken.None);
}
