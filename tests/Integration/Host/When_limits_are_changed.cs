namespace BillingEngine.Integration.Tests.Host;

public sealed class When_limits_are_changed(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_show_them_and_leave_the_others()
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            ledger = "shown", ownerId = "alice", ownerType = "person", kind = "user", currency = "JPY",
            minBalance = "-5", maxBalance = "900", creditLimit = "10",
        });
        var path = $"/v1/accounts/{opened["accountId"]}";

        var changed = await host.Api.Patch($"{path}/limits", new
        {
            maxBalance = "1000", creditLimit = (string?)null, perTransactionLimit = "50", dailyLimit = "80",
            kycLevel = 3, reason = "reviewed",
        });

        Assert.Equal(200, changed.Status);
        Assert.Equal(("-5", "1000", null), (changed["minBalance"], changed["maxBalance"], changed["creditLimit"]));
        Assert.Equal(
            ("50", "80", "3"), (changed["perTransactionLimit"], changed["dailyLimit"], changed["kycLevel"]));
        Assert.Equal(changed.Text, (await host.Api.Get(path)).Text);
    }

    [Fact]
    public async Task Should_write_nothing_of_what_is_so_already()
    {
        var path = $"/v1/accounts/{await host.Api.OpenWallet("same")}/limits";

        var first = await host.Api.Patch(path, new { dailyLimit = "80" });
        var second = await host.Api.Patch(path, new { dailyLimit = "80.00", maxBalance = (string?)null });

        Assert.Equal((200, first.Text), (second.Status, second.Text));
    }

    [Fact]
    public async Task Should_refuse_what_the_account_has_passed_already()
    {
        var wallet = await host.Api.OpenWallet("passed");
        var path = $"/v1/accounts/{wallet}/limits";
        await host.Api.Into("passed", wallet, "5.00", "in");

        var floor = await host.Api.Patch(path, new { minBalance = "5.01" });
        var ceiling = await host.Api.Patch(path, new { maxBalance = "1.00" });
        var crossed = await host.Api.Patch(path, new { minBalance = "2.00" });

        Assert.Equal(
            (422, "balance_limit_exceeded", "5.00", "5.01"),
            (floor.Status, floor["code"], floor["available"], floor["limit"]));
        Assert.Equal((200, "1.00"), (ceiling.Status, ceiling["maxBalance"]));
        Assert.Equal((422, "balance_limit_exceeded"), (crossed.Status, crossed["code"]));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_give_the_first_answer_again()
    {
        var path = $"/v1/accounts/{await host.Api.OpenWallet("again")}/limits";
        (string, string) key = ("Idempotency-Key", "k");

        var first = await host.Api.Patch(path, new { dailyLimit = "80" }, key);
        await host.Api.Patch(path, new { dailyLimit = "90" });
        var again = await host.Api.Patch(path, new { dailyLimit = "80.0" }, key);
        var other = await host.Api.Patch(path, new { dailyLimit = "81" }, key);

        Assert.Equal((200, first.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
    }

    [Fact]
    public async Task Should_refuse_them_once_the_account_is_closed_or_never_was()
    {
        var wallet = await host.Api.OpenWallet("over");
        await host.Api.Change(wallet, "close");

        var closed = await host.Api.Patch($"/v1/accounts/{wallet}/limits", new { dailyLimit = "80" });
        var none = await host.Api.Patch(
            "/v1/accounts/018f4e2a-7c1b-7d3e-9a52-ffffffffffff/limits", new { dailyLimit = "80" });

        Assert.Equal((422, "account_closed"), (closed.Status, closed["code"]));
        Assert.Equal((404, "account_not_found"), (none.Status, none["code"]));
    }
}
