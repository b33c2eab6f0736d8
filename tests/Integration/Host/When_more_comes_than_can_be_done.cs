using System.Diagnostics;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>The worker stands still, because somebody else holds the table that it writes to.</summary>
public sealed class When_more_comes_than_can_be_done(RunningHost host) : IClassFixture<RunningHost>
{
    const string Ledger = "overload";
    const int Wave = 400;
    const int MostWaves = 100;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Should_shed_it_at_once_and_finish_what_was_taken_in()
    {
        var wallet = await host.Api.OpenWallet(Ledger);
        var sent = new List<Task<Answer>>();
        Answer shed;
        await using (await StandStill())
        {
            shed = await SendUntilShed(wallet, sent);

            Assert.Equal("1", shed.Headers["Retry-After"]);
            Assert.NotEqual("", shed.Headers["X-Correlation-Id"]);
            Assert.Equal("application/problem+json", shed.MediaType);
            Assert.Equal(503, (await host.Api.Post("/v1/accounts", ApiClient.Wallet(Ledger))).Status);
            Assert.Equal("0.00", await host.Api.BalanceOf(wallet));
            Assert.Equal(200, (await host.Api.Get("/health/live")).Status);
            var ready = await host.Api.Get("/health/ready");
            Assert.True(ready.Status == 200 || IsCalledSilent(ready), ready.Text);
        }

        var answers = await Task.WhenAll(sent).WaitAsync(Patience);
        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 202 or 503, answer.Text));
        // A machine that is slow enough has the store called silent, after five seconds.
        Assert.All(answers, answer => Assert.True(
            answer.Status != 503 || answer.Code is "overloaded" or "unavailable", answer.Text));
        var isSilent = answers.Any(answer => answer.Code == "unavailable");
        var accepted = answers.Count(answer => answer.Status is 201 or 202);
        Assert.InRange(accepted, isSilent ? 0 : 500, sent.Count - 1);

        await RepeatAll(wallet, sent.Count);
        Assert.Equal($"{sent.Count}.00", await host.Api.BalanceOf(wallet));
        Assert.Equal(sent.Count, await Books.Completed(host.Database));
        await Books.AreRight(host.Database);
    }

    /// <summary>Each under the key that it had: what was taken in is found, and what was shed is done now.</summary>
    async Task RepeatAll(string wallet, int count)
    {
        var together = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), together, async (number, _) =>
        {
            var answer = await TopUp(wallet, number);
            Assert.Equal((201, "completed"), (answer.Status, answer["status"]));
        });
    }

    /// <summary>In waves, so that there is time to see that nothing is done.</summary>
    async Task<Answer> SendUntilShed(string wallet, List<Task<Answer>> sent)
    {
        var waiting = Stopwatch.StartNew();
        for (var wave = 0; wave < MostWaves; wave++)
        {
            sent.AddRange(Enumerable.Range(sent.Count, Wave).Select(number => TopUp(wallet, number)));
            await Task.WhenAny(Task.WhenAny(sent), Task.Delay(50));
            if (sent.Find(one => one is { IsCompletedSuccessfully: true, Result.Code: "overloaded" }) is { } shed)
                return await shed;
        }

        throw new TimeoutException($"{sent.Count} were taken in within {waiting.Elapsed}, and none was shed.");
    }

    Task<Answer> TopUp(string wallet, int number) =>
        host.Api.TopUp($"key-{number}", ApiClient.Amount(Ledger, wallet, "1.00"), ("Prefer", "wait=30"));

    static bool IsCalledSilent(Answer ready) => ready.Text.Contains("has kept nothing", StringComparison.Ordinal);

    async Task<NpgsqlConnection> StandStill()
    {
        var holder = new NpgsqlConnection(host.Database);
        await holder.OpenAsync();
        await using var hold = new NpgsqlCommand("begin; lock table events in exclusive mode", holder);
        await hold.ExecuteNonQueryAsync();
        return holder;
    }
}
