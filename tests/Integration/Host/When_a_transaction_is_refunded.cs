namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_transaction_is_refunded(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_give_back_a_part_and_then_the_rest()
    {
        var (ada, shop, payment) = await Paid("parts");
        var id = payment["transactionId"];

        var part = await host.Api.Post(
            $"/v1/transactions/{id}/refund", new { amount = "3", reason = "broken" }, ("Idempotency-Key", "part"));
        var rest = await host.Api.Refund(id, null, "rest");
        var more = await host.Api.Refund(id, "0.01", "more");
        var all = await host.Api.Send(
            HttpMethod.Post, $"/v1/transactions/{id}/refund", body: null, ("Idempotency-Key", "all"));

        Assert.Equal((201, "refund", "completed", "3.00"), (part.Status, part["type"], part["status"], part["amount"]));
        Assert.Equal((shop, ada), (part["sourceAccountId"], part["destinationAccountId"]));
        Assert.Equal((id, "broken", null), (part["originalTransactionId"], part["description"], part["reference"]));
        Assert.Equal($"/v1/transactions/{part["transactionId"]}", part.Headers["Location"]);
        Assert.Equal(part.Text, (await host.Api.Transaction(part["transactionId"])).Text);
        Assert.Equal((201, "5.00"), (rest.Status, rest["amount"]));
        Assert.Equal((422, "refund_exceeds_remaining"), (more.Status, more["code"]));
        Assert.Equal(("0.01", "0.00"), (more["requested"], more["available"]));
        Assert.Equal((422, "refund_exceeds_remaining", "8.00"), (all.Status, all["code"], all["requested"]));
        Assert.Equal("failed", (await host.Api.Transaction(more["transactionId"]))["status"]);
        Assert.Equal(("completed", "8.00"), await StatusAndRefundedOf(id));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("0.00", "0.00", "0.00"), await host.Api.FundsOf(shop));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_give_back_what_was_captured_and_no_more()
    {
        var (ada, shop) = (await host.Api.WalletWith("captured", "10.00"), await host.Api.OpenWallet("captured"));
        var payment = await host.Api.Authorize("captured", ada, shop, "8.00", "key");
        var id = payment["transactionId"];
        var early = await host.Api.Refund(id, null, "early");
        await host.Api.Capture(id, "5.00", "capture");

        var more = await host.Api.Refund(id, "5.01", "more");
        var all = await host.Api.Refund(id, null, "all");

        Assert.Equal((422, "transaction_not_refundable"), (early.Status, early["code"]));
        Assert.Equal((422, "refund_exceeds_remaining"), (more.Status, more["code"]));
        Assert.Equal((201, "5.00"), (all.Status, all["amount"]));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_give_the_first_answer_again()
    {
        var (ada, _, payment) = await Paid("again");
        var id = payment["transactionId"];
        var first = await host.Api.Refund(id, null, "key");
        var refused = await host.Api.Refund(id, "1.00", "wrong");

        for (var round = 0; round < 2; round++)
        {
            var second = await host.Api.Refund(id, null, "key");
            var wrong = await host.Api.Refund(id, "1", "wrong");
            var other = await host.Api.Refund(id, "8.00", "key");
            Assert.Equal((201, first.Text, true), (second.Status, second.Text, second.IsReplay));
            Assert.Equal((422, refused.Text, true), (wrong.Status, wrong.Text, wrong.IsReplay));
            Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
            await host.Restart();
        }

        Assert.Equal((422, "idempotency_key_reused"), await StatusAndCode(host.Api.Refund(id, null, "paid")));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
    }

    [Theory]
    [InlineData("the same amount", 4)]
    [InlineData("all that is left", 1)]
    public async Task Should_never_give_back_more_than_there_is_however_many_come_at_once(string name, int expected)
    {
        var ledger = $"rush-{expected}";
        var (ada, shop, payment) = await Paid(ledger);
        var amount = expected == 1 ? null : "2.00";

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(
            number => host.Api.Refund(payment["transactionId"], amount, $"key-{number}")));

        Assert.True(expected == answers.Count(answer => answer.Status == 201), name);
        Assert.All(answers.Where(answer => answer.Status != 201), answer =>
            Assert.Equal((422, "refund_exceeds_remaining"), (answer.Status, answer["code"])));
        Assert.Equal("8.00", (await StatusAndRefundedOf(payment["transactionId"])).Item2);
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("0.00", "0.00", "0.00"), await host.Api.FundsOf(shop));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_take_place_once_however_often_it_comes_at_once()
    {
        var (ada, _, payment) = await Paid("twins");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(
            _ => host.Api.Refund(payment["transactionId"], "2.00", "key")));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.IsReplay);
        Assert.Equal("4.00", await host.Api.BalanceOf(ada));
    }

    [Fact]
    public async Task Should_be_possible_for_topups_and_transfers_and_for_nothing_else()
    {
        var (ada, bob) = (await host.Api.OpenWallet("types"), await host.Api.OpenWallet("types"));
        var topup = await host.Api.Into("types", ada, "10.00", "topup");
        var transfer = await host.Api.Transfer("types", ada, bob, "4.00", "transfer");
        var withdrawal = await host.Api.Withdraw("types", ada, "1.00", "withdrawal");
        var failed = await host.Api.Transfer("types", ada, bob, "100.00", "failed");
        var payment = await host.Api.Authorize("types", ada, bob, "1.00", "voided");
        await host.Api.Void(payment["transactionId"]);

        var ofTransfer = await host.Api.Refund(transfer["transactionId"], "4.00", "of-transfer");
        var ofTopup = await host.Api.Refund(topup["transactionId"], "2.00", "of-topup");

        Assert.Equal((201, bob), (ofTransfer.Status, ofTransfer["sourceAccountId"]));
        Assert.Equal((201, ada), (ofTopup.Status, ofTopup["sourceAccountId"]));
        Assert.Equal(topup["sourceAccountId"], ofTopup["destinationAccountId"]);
        foreach (var other in new[] { withdrawal, failed, payment, ofTransfer })
        {
            var refused = await host.Api.Refund(other["transactionId"], "0.50", $"of-{other["transactionId"]}");
            Assert.Equal((422, "transaction_not_refundable"), (refused.Status, refused["code"]));
            Assert.Equal("failed", (await host.Api.Transaction(refused["transactionId"]))["status"]);
        }

        Assert.Equal((404, "transaction_not_found"), await StatusAndCode(
            host.Api.Refund("018f4e2a-7c1b-7d3e-9a52-00000000dead", null, "unknown")));
        Assert.Equal(("7.00", "0.00"), (await host.Api.BalanceOf(ada), await host.Api.BalanceOf(bob)));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_leave_the_original_refundable_when_the_money_is_not_there()
    {
        var (ada, shop, payment) = await Paid("spent");
        Assert.Equal(201, (await host.Api.Withdraw("spent", shop, "7.00", "spent")).Status);

        var refused = await host.Api.Refund(payment["transactionId"], null, "too-early");
        Assert.Equal(201, (await host.Api.Into("spent", shop, "7.00", "back")).Status);
        var refunded = await host.Api.Refund(payment["transactionId"], null, "in-time");

        Assert.Equal((422, "insufficient_funds", shop), (refused.Status, refused["code"], refused["accountId"]));
        Assert.Equal((201, "8.00"), (refunded.Status, refunded["amount"]));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    async Task<(string Ada, string Shop, Answer Payment)> Paid(string ledger)
    {
        var (ada, shop) = (await host.Api.WalletWith(ledger, "10.00"), await host.Api.OpenWallet(ledger));
        var payment = await host.Api.Move("payment", "paid", new
        {
            ledger, sourceAccountId = ada, destinationAccountId = shop, amount = "8.00", currency = "USD",
        });
        Assert.Equal((201, "completed"), (payment.Status, payment["status"]));
        return (ada, shop, payment);
    }

    async Task<(string?, string?)> StatusAndRefundedOf(string? id)
    {
        var found = await host.Api.Transaction(id);
        return (found["status"], found["refundedAmount"]);
    }

    static async Task<(int, string?)> StatusAndCode(Task<Answer> answering)
    {
        var answer = await answering;
        return (answer.Status, answer["code"]);
    }
}
