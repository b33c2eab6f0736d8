namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_payment_waits_for_its_capture(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_hold_the_money_and_take_a_part_of_it()
    {
        var (ada, shop, payment) = await Authorized("part");
        Assert.Equal((201, "authorized"), (payment.Status, payment["status"]));
        Assert.Equal((null, null), (payment["capturedAmount"], payment["completedAt"]));
        Assert.Equal(("10.00", "8.00", "2.00"), await host.Api.FundsOf(ada));
        Assert.Equal("insufficient_funds", (await host.Api.Transfer("part", ada, shop, "2.01", "more"))["code"]);

        var captured = await host.Api.Capture(payment["transactionId"], "3", "capture");

        Assert.Equal((201, "completed"), (captured.Status, captured["status"]));
        Assert.Equal(("8.00", "3.00", "0.00"), (captured["amount"], captured["capturedAmount"], captured["refundedAmount"]));
        Assert.Equal($"/v1/transactions/{payment["transactionId"]}", captured.Headers["Location"]);
        Assert.Equal(("7.00", "0.00", "7.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("3.00", "0.00", "3.00"), await host.Api.FundsOf(shop));
        Assert.Equal(captured.Text, (await host.Api.Transaction(payment["transactionId"])).Text);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_take_all_of_it_unless_told_otherwise()
    {
        var (ada, shop, payment) = await Authorized("all");

        var captured = await host.Api.Capture(payment["transactionId"], null, "capture");

        Assert.Equal((201, "8.00"), (captured.Status, captured["capturedAmount"]));
        Assert.Equal(("2.00", "0.00", "2.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("8.00", "0.00", "8.00"), await host.Api.FundsOf(shop));
    }

    [Fact]
    public async Task Should_release_it_when_it_is_voided()
    {
        var (ada, shop, payment) = await Authorized("void");
        var id = payment["transactionId"];

        var voided = await host.Api.Void(id);
        var again = await host.Api.Void(id);
        var keyed = await host.Api.Post($"/v1/transactions/{id}/void", new { reason = "late" }, ("Idempotency-Key", "v"));
        var repeated = await host.Api.Post($"/v1/transactions/{id}/void", new { reason = "late" }, ("Idempotency-Key", "v"));
        var other = await host.Api.Post($"/v1/transactions/{id}/void", new { reason = "x" }, ("Idempotency-Key", "v"));
        var captured = await host.Api.Capture(id, "1.00", "capture");

        Assert.Equal((200, "voided"), (voided.Status, voided["status"]));
        Assert.NotNull(voided["completedAt"]);
        Assert.Equal((200, voided.Text, false), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((200, voided.Text, false), (keyed.Status, keyed.Text, keyed.IsReplay));
        Assert.Equal((200, voided.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
        Assert.Equal((422, "transaction_not_capturable", id), (captured.Status, captured["code"], captured["transactionId"]));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("0.00", "0.00", "0.00"), await host.Api.FundsOf(shop));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_release_it_when_it_expires()
    {
        var (ada, _, payment) = await Authorized("expiry", expiresIn: "PT1S");
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
    public async Task Should_give_the_first_answer_again_whatever_came_after()
    {
        var (ada, shop, payment) = await Authorized("again");
        var id = payment["transactionId"];
        var captured = await host.Api.Capture(id, "5.00", "capture");
        Assert.Equal(201, (await host.Api.Refund(id, "2.00", "refund")).Status);

        for (var round = 0; round < 2; round++)
        {
            var requested = await host.Api.Authorize("again", ada, shop, "8.00", "key");
            var repeated = await host.Api.Capture(id, "5", "capture");
            Assert.Equal((201, payment.Text, true), (requested.Status, requested.Text, requested.IsReplay));
            Assert.Equal((201, captured.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
            await host.Restart();
        }

        Assert.Equal("2.00", (await host.Api.Transaction(id))["refundedAmount"]);
    }

    [Fact]
    public async Task Should_refuse_in_the_same_words_again_though_it_could_be_captured_by_now()
    {
        var (_, _, payment) = await Authorized("too-much");
        var id = payment["transactionId"];

        var refused = await host.Api.Capture(id, "8.01", "capture");
        var repeated = await host.Api.Capture(id, "8.01", "capture");
        var other = await host.Api.Capture(id, "8.00", "capture");
        var captured = await host.Api.Capture(id, "8.00", "another");
        await host.Restart();
        var late = await host.Api.Capture(id, "8.01", "capture");

        Assert.Equal((422, "transaction_not_capturable"), (refused.Status, refused["code"]));
        Assert.Equal(("8.01", "8.00"), (refused["requested"], refused["available"]));
        Assert.Equal((422, refused.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
        Assert.Equal(201, captured.Status);
        Assert.Equal((422, refused.Text, true), (late.Status, late.Text, late.IsReplay));
    }

    [Fact]
    public async Task Should_be_captured_once_however_many_come_at_once()
    {
        var (ada, shop, payment) = await Authorized("rush");
        var id = payment["transactionId"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => (number % 4) switch
        {
            0 => host.Api.Void(id),
            1 => host.Api.Capture(id, "4.00", "the same"),
            _ => host.Api.Capture(id, "4.00", $"key-{number}"),
        }));

        var final = (await host.Api.Transaction(id))["status"];
        Assert.Contains(final, (string[])["completed", "voided"]);
        var twins = answers.Where((_, number) => number % 4 == 1).ToList();
        Assert.All(twins, twin => Assert.Equal(twins[0].Text, twin.Text));
        Assert.Single(twins, twin => !twin.IsReplay);
        if (final == "completed")
            Assert.All(answers.Where((_, number) => number % 4 == 0), answer => Assert.Equal(422, answer.Status));
        else
            Assert.DoesNotContain(answers, answer => answer.Status == 201);
        Assert.Equal(
            final == "completed" ? 1 : 0, answers.Count(answer => answer.Status == 201 && !answer.IsReplay));
        Assert.Equal(final == "completed" ? "4.00" : "0.00", await host.Api.BalanceOf(shop));
        Assert.Equal(final == "completed" ? ("6.00", "0.00", "6.00") : ("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_know_a_key_whatever_it_was_used_for()
    {
        var (ada, _, payment) = await Authorized("keys");
        var id = payment["transactionId"];

        var ofMovement = await host.Api.Capture(id, null, "key");
        Assert.Equal(201, (await host.Api.Capture(id, null, "capture")).Status);
        var ofCapture = await host.Api.Withdraw("keys", ada, "1.00", "capture");
        var refund = await host.Api.Refund(id, null, "capture");

        Assert.All([ofMovement, ofCapture, refund], answer =>
            Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer["code"])));
        Assert.Equal(("2.00", "0.00", "2.00"), await host.Api.FundsOf(ada));
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
        var (ada, shop, payment) = await Authorized("frozen");
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
        var (_, shop, payment) = await Authorized("async");
        var path = $"/v1/transactions/{payment["transactionId"]}/capture";

        var accepted = await host.Api.Post(path, new { }, ("Idempotency-Key", "c"), ("Prefer", "respond-async"));
        await host.Api.Becomes(payment["transactionId"], "completed");
        var repeated = await host.Api.Post(path, new { }, ("Idempotency-Key", "c"), ("Prefer", "respond-async"));

        Assert.Equal((202, "processing", "key"), (accepted.Status, accepted["status"], accepted["trackingId"]));
        Assert.Equal((201, "completed", true), (repeated.Status, repeated["status"], repeated.IsReplay));
        Assert.Equal("8.00", await host.Api.BalanceOf(shop));
    }

    async Task<(string Ada, string Shop, Answer Payment)> Authorized(string ledger, string expiresIn = "P7D")
    {
        var ada = await host.Api.WalletWith(ledger, "10.00");
        var shop = await host.Api.OpenWallet(ledger);
        var payment = await host.Api.Authorize(ledger, ada, shop, "8.00", "key", expiresIn);
        Assert.Equal((201, "authorized"), (payment.Status, payment["status"]));
        return (ada, shop, payment);
    }
}
