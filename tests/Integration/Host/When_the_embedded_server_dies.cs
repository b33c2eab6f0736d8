using System.Diagnostics;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_the_embedded_server_dies(ITestOutputHelper log)
{
    [Fact]
    public async Task Should_be_started_again_by_one_of_those_that_use_it_and_serve_all_of_them()
    {
        await using var data = new DataDirectory();
        await using var first = await BillingProcess.Up("--data", data.Path);
        await using var second = await BillingProcess.Up("--data", data.Path);
        await using var traffic = await Traffic.Start(first.Api);
        await traffic.Answer(300);

        await data.KillServer();
        var took = await Serving(1, first, second);
        await traffic.Answer(100);
        await data.KillServer(withSessions: false);
        var tookAgain = await Serving(2, first, second);
        await traffic.Answer(100);
        await traffic.Stop();

        log.WriteLine($"Both served again after {took.TotalSeconds:0.0} s and {tookAgain.TotalSeconds:0.0} s; "
            + $"{traffic.Count} top-ups, {traffic.Unknown} unknown.");
        Assert.All([first, second], billing => Assert.Equal(2, Count(billing, "billing.database[131]")));
        Assert.Equal(2, Count(first, "was started on port") + Count(second, "was started on port"));
        Assert.Equal(2, Count(first, "was found on port") + Count(second, "was found on port"));
        await using (var server = await data.Open())
            await traffic.Settle(second.Api, server.ConnectionString);
        await first.Signal("TERM");
        Assert.Equal(0, await first.Exit());
        await second.Signal("TERM");
        Assert.Equal(0, await second.Exit());
        Assert.False(data.HasServer);
    }

    static async Task<TimeSpan> Serving(int deaths, params BillingProcess[] all)
    {
        var waiting = Stopwatch.StartNew();
        foreach (var billing in all)
        {
            while (Count(billing, "billing.database[132]") < deaths || await Status(billing) != 200)
            {
                Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(60), billing.Told());
                await Task.Delay(50);
            }
        }

        return waiting.Elapsed;
    }

    static async Task<int> Status(BillingProcess billing) => (await billing.Api.Get("/health/ready")).Status;

    static int Count(BillingProcess billing, string text) =>
        billing.Error.Count(line => line.Contains(text, StringComparison.Ordinal));
}
