namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_payment_waits_for_its_capture(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_hold_the_money_and_take_a_part_of_it()
    {
        var (ada, shop, payment) = await host.Api.Authorized("part");
        Assert.Equal((201, "authorized"), (payment.Status, payment["status"]));
        Assert.Equal((null, null), (payment["capturedAmount"], payment["completedAt"]));
        Assert.Equal(("10.00", "8.00", "2.00"), await host.Api.FundsOf(ada));
        Assert.Equal("insufficient_funds", (await host.Api.Transfer("part", ada, shop, "2.01", "more"))["code"]);

        var captured = await host.Api.Capture(payment["transactionId"], "3", "capture");

        Assert.Equal((201, "completed"), (captured.Status, captured["status"]));
        Assert.Equal(("8.00", "3.00"), (captured["amount"], captured["capturedAmount"]));
        Assert.Equal($"/v1/transactions/{payment["transactionId"]}", captured.Headers["Location"]);
        Assert.Equal(("7.00", "0.00", "7.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("3.00", "0.00", "3.00"), await host.Api.FundsOf(shop));
        Assert.Equal(captured.Text, (await host.Api.Transaction(payment["transactionId"])).Text);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_take_all_of_it_unless_told_otherwise()
    {
        var (ada, shop, payment) = await host.Api.Authorized("all");

        var captured = await host.Api.Capture(payment["transactionId"], null, "capture");

        Assert.Equal((201, "8.00"), (captured.Status, captured["capturedAmount"]));
        Assert.Equal(("2.00", "0.00", "2.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("8.00", "0.00", "8.00"), await host.Api.FundsOf(shop));
    }

    [Fact]
    public async Task Should_release_it_when_it_is_voided()
    {
        var (ada, shop, payment) = await host.Api.Authorized("void");
        var id = payment["transactionId"];

        var voided = await host.Api.Void(id);
        var again = await host.Api.Void(id);
        var keyed = await VoidUnderKey("late");
        var repeated = await VoidUnderKey("late");
        var other = await VoidUnderKey("another");
        var captured = await host.Api.Capture(id, "1.00", "capture");

        Assert.Equal((200, "voided"), (voided.Status, voided["status"]));
        Assert.NotNull(voided["completedAt"]);
        Assert.Equal((200, voided.Text, false), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((200, voided.Text, false), (keyed.Status, keyed.Text, keyed.IsReplay));
        Assert.Equal((200, voided.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
        Assert.Equal((422, "transaction_not_capturable"), (captured.Status, captured["code"]));
        Assert.Equal(id, captured["transactionId"]);
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("0.00", "0.00", "0.00"), await host.Api.FundsOf(shop));
        await Books.AreRight(host.Database);

        Task<Answer> VoidUnderKey(string reason) =>
            host.Api.Post($"/v1/transactions/{id}/void", new { reason }, ("Idempotency-Key", "v"));
    }

    [Fact]
    public async Task Should_release_it_when_it_expires()
    {
        var (ada, _, payment) = await host.Api.Authorized("expiry", expiresIn: "PT5S");
        var id = payment["transactionId"];
        Assert.Equal(("10.00", "8.00", "2.00"), await host.Api.FundsOf(ada));

        var expired = await host.Api.Becomes(id, "expired");
        var captured = await host.Api.Capture(id, null, "capture");
        var voided = await host.Api.Void(id);

        Assert.Equal((null, null), (expired["capturedAmount"], expired["failure"]));
        Assert.Equal((422, "reservation_expired", id), (captured.Status, captured["code"], captured["transactionId"]));
        Assert.Equal((422, "reservation_expired"), (voided.Status, voided["code"]));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_not_be_taken_for_what_is_no_payment()
    {
        var wallet = await host.Api.OpenWallet("no-payment");
        var topup = await host.Api.Into("no-payment", wallet, "10.00", "topup");

        var captured = await host.Api.Capture(topup["transactionId"], null, "capture");
        var voided = await host.Api.Void(topup["transactionId"]);
        var unknown = await host.Api.Capture("018f4e2a-7c1b-7d3e-9a52-00000000dead", null, "capture");

        Assert.Equal((422, "transaction_not_capturable"), (captured.Status, captured["code"]));
        Assert.Equal((422, "transaction_not_capturable"), (voided.Status, voided["code"]));
        Assert.Equal((404, "transaction_not_found"), (unknown.Status, unknown["code"]));
    }

    [Fact]
    public async Task Should_say_why_the_money_did_not_arrive()
    {
        var (ada, shop, payment) = await host.Api.Authorized("frozen");
        Assert.Equal(200, (await host.Api.Change(shop, "freeze")).Status);

        var captured = await host.Api.Capture(payment["transactionId"], null, "capture");
        var repeated = await host.Api.Capture(payment["transactionId"], null, "capture");

        Assert.Equal((422, "account_frozen"), (captured.Status, captured["code"]));
        Assert.Equal((payment["transactionId"], shop), (captured["transactionId"], captured["accountId"]));
        Assert.Equal((422, captured.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        Assert.Equal("failed", (await host.Api.Transaction(payment["transactionId"]))["status"]);
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_be_captured_later_for_who_does_not_wait()
    {
        var (_, shop, payment) = await host.Api.Authorized("async");
        var path = $"/v1/transactions/{payment["transactionId"]}/capture";

        var accepted = await host.Api.Post(path, new { }, ("Idempotency-Key", "c"), ("Prefer", "respond-async"));
        await host.Api.Becomes(payment["transactionId"], "completed");
        var repeated = await host.Api.Post(path, new { }, ("Idempotency-Key", "c"), ("Prefer", "respond-async"));

        Assert.Equal((202, "processing", "key"), (accepted.Status, accepted["status"], accepted["trackingId"]));
        Assert.Equal((201, "completed", true), (repeated.Status, repeated["status"], repeated.IsReplay));
        Assert.Equal("8.00", await host.Api.BalanceOf(shop));
    }
}
