namespace BillingEngine.Integration.Tests.Host;

public sealed class When_an_account_is_out_of_use(RunningHost host) : IClassFixture<RunningHost>
{
    /// <summary>What an account of each status says to money that comes, and to money that is to leave.</summary>
    [Theory]
    [InlineData("pending", "account_not_active", "account_not_active")]
    [InlineData("active", null, null)]
    [InlineData("suspended", null, "account_not_active")]
    [InlineData("frozen", "account_frozen", "account_frozen")]
    [InlineData("closed", "account_closed", "account_closed")]
    public async Task Should_move_money_as_its_status_allows(string status, string? refusedIn, string? refusedOut)
    {
        var ledger = $"moves-{status}";
        var wallet = await host.Api.OpenIn(ledger, status);
        var other = await host.Api.OpenWallet(ledger);

        var money = await host.Api.Into(ledger, wallet, "5.00", "in");
        Answer[] spending =
        [
            await host.Api.Between(ledger, wallet, other, "1.00", "between"),
            await host.Api.Transfer(ledger, wallet, other, "1.00", "transfer"),
            await host.Api.Withdraw(ledger, wallet, "1.00", "withdraw"),
            await host.Api.Authorize(ledger, wallet, other, "1.00", "hold"),
        ];

        Assert.Equal(status, (await host.Api.Get($"/v1/accounts/{wallet}"))["status"]);
        Assert.Equal((refusedIn is null ? 201 : 422, refusedIn), (money.Status, money.Code));
        Assert.All(spending, spent =>
            Assert.Equal((refusedOut is null ? 201 : 422, refusedOut), (spent.Status, spent.Code)));
    }

    [Theory]
    [InlineData("suspend", 201, null)]
    [InlineData("freeze", 422, "account_frozen")]
    public async Task Should_keep_what_it_has_promised_unless_it_is_frozen(string change, int status, string? code)
    {
        var ledger = $"promised-{change}";
        var wallet = await host.Api.OpenIn(ledger, "active");
        var other = await host.Api.OpenWallet(ledger);
        await host.Api.Into(ledger, wallet, "5.00", "in");
        var held = await host.Api.Authorize(ledger, wallet, other, "2.00", "hold");
        await host.Api.Change(wallet, change);

        var captured = await host.Api.Capture(held["transactionId"], amount: null, "capture");

        Assert.Equal((201, "authorized"), (held.Status, held["status"]));
        Assert.Equal((status, code), (captured.Status, captured.Code));
    }

    [Fact]
    public async Task Should_not_be_closed_while_money_is_held()
    {
        var wallet = await host.Api.OpenWallet("held");
        var other = await host.Api.OpenWallet("held");
        await host.Api.Into("held", wallet, "5.00", "in");
        var held = await host.Api.Authorize("held", wallet, other, "5.00", "hold");

        var early = await host.Api.Change(wallet, "close");
        await host.Api.Capture(held["transactionId"], amount: null, "capture");
        var late = await host.Api.Change(wallet, "close");

        Assert.Equal((422, "account_not_empty", "0.00"), (early.Status, early["code"], early["available"]));
        Assert.Equal((200, "closed"), (late.Status, late["status"]));
    }
}
