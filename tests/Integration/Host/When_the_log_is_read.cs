using System.Diagnostics;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_the_log_is_read(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_tell_what_happened_to_a_transaction_and_by_it_to_accounts()
    {
        var ada = await host.Api.WalletWith("log", "10.00");
        var bob = await host.Api.OpenWallet("log");
        var transfer = await host.Api.Transfer("log", ada, bob, "4.00", "transfer");

        var events = await host.Api.Get($"/v1/events?transactionId={transfer["transactionId"]}");
        var debit = await host.Api.Get($"/v1/events?transactionId={transfer["transactionId"]}&accountId={ada}"
            + "&type=account.debited.v1");

        Assert.Equal(
            [
                "account.credited.v1", "account.debited.v1", "account.hold_placed.v1", "transaction.completed.v1",
                "transfer.requested.v1",
            ],
            Types(events).Order(StringComparer.Ordinal));
        Assert.Equal(["account.debited.v1"], Types(debit));
    }

    [Fact]
    public async Task Should_answer_those_who_wait_as_soon_as_something_happens()
    {
        var wallet = await host.Api.OpenWallet("waiting");
        var seen = await host.Api.Get($"/v1/events?accountId={wallet}");
        Assert.Equal(["account.created.v1", "account.activated.v1"], Types(seen));

        var waiting = host.Api.Get($"/v1/events?accountId={wallet}&wait=30&after={seen["nextPosition"]}");
        var took = Stopwatch.StartNew();
        await Task.Delay(300);
        await host.Api.TopUp("topup", ApiClient.Amount("waiting", wallet, "1.00"));
        var news = await waiting;

        Assert.Equal(["account.credited.v1"], Types(news));
        Assert.InRange(took.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        var nothing = await host.Api.Get($"/v1/events?accountId={wallet}&wait=1&after={news["nextPosition"]}");
        Assert.Empty(Types(nothing));
    }

    static IEnumerable<string?> Types(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString());
    }
}
