using BillingEngine.Host.Load;
using Microsoft.AspNetCore.Http;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_operations_come_by_the_clock
{
    const string RunId = "00000000000000a1";

    [Fact]
    public async Task Should_send_on_while_no_answer_comes()
    {
        var come = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = await StubEngine.Start(async (_, _) =>
        {
            if (Interlocked.Increment(ref come) == 60)
                enough.SetResult();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return false;
        });

        var result = await Load(engine, operations: 80, new Arrivals(PerSecond: 400));

        Assert.Equal((80, 0), (result.Tally.Succeeded, result.Tally.Failed));
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_measure_from_the_moment_that_an_operation_was_due()
    {
        await using var engine = await StubEngine.Start(async (_, _) =>
        {
            await Task.Delay(100);
            return false;
        });

        var result = await Load(engine, operations: 10, new Arrivals(PerSecond: 100, Connections: 1));

        // The last is due after 90 ms, when its connection still has nine times 100 ms to go, and then its own.
        Assert.True(result.Latencies.Max >= TimeSpan.FromMilliseconds(900), $"{result.Latencies.Max}");
        Assert.True(result.Latencies.Percentile(50) >= TimeSpan.FromMilliseconds(450), $"{result.Latencies.Max}");
    }

    [Fact]
    public async Task Should_count_what_is_shed_and_neither_repeat_nor_time_it()
    {
        var come = 0;
        await using var engine = await StubEngine.Start(async (context, _) =>
        {
            if (Interlocked.Increment(ref come) % 2 == 0)
                return false;
            await Refuse(context, "overloaded");
            return true;
        });

        var result = await Load(engine, operations: 40, new Arrivals(PerSecond: 400));

        Assert.Equal((20, 20, 0), (result.Tally.Succeeded, result.Tally.Shed, result.Tally.Repeats));
        Assert.Equal(40, result.Tally.Finished);
        Assert.All(engine.Attempts.Values, attempts => Assert.Equal(1, attempts));
        Assert.True(result.IsGood);
    }

    [Fact]
    public async Task Should_repeat_what_may_have_been_taken_in()
    {
        await using var engine = await StubEngine.Start(async (context, attempt) =>
        {
            if (attempt > 1)
                return false;
            await Refuse(context, "unavailable");
            return true;
        });

        var result = await Load(engine, operations: 4, new Arrivals(PerSecond: 400));

        Assert.Equal((4, 0, 4), (result.Tally.Succeeded, result.Tally.Shed, result.Tally.Repeats));
    }

    [Fact]
    public async Task Should_offer_no_more_than_it_was_told_to()
    {
        await using var engine = await StubEngine.Start();

        var result = await Load(engine, operations: 100, new Arrivals(PerSecond: 200));

        Assert.InRange(result.Operations.OfferedPerSecond!.Value, 1, 203);
        Assert.InRange(result.Operations.GoodputPerSecond!.Value, 1, 203);
    }

    static Task Refuse(HttpContext context, string code)
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsJsonAsync(new { code });
    }

    static Task<LoadResult> Load(StubEngine engine, int operations, Arrivals arrivals) => LoadGenerator.Run(
        new LoadPlan(engine.Url, Wallets: 10, operations, Workers: 4, RunId, LoadMix.Topup, arrivals),
        new Progress(TextWriter.Null, isTerminal: false),
        CancellationToken.None);
}
