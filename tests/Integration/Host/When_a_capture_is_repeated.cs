namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_capture_is_repeated(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_give_the_first_answer_again_whatever_came_after()
    {
        var (ada, shop, payment) = await host.Api.Authorized("again");
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
        var (_, _, payment) = await host.Api.Authorized("too-much");
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
        var (ada, shop, payment) = await host.Api.Authorized("rush");
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
        Assert.Equal(final == "completed" ? "6.00" : "10.00", (await host.Api.FundsOf(ada)).Item3);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_know_a_key_whatever_it_was_used_for()
    {
        var (ada, _, payment) = await host.Api.Authorized("keys");
        var id = payment["transactionId"];

        var ofMovement = await host.Api.Capture(id, null, "key");
        Assert.Equal(201, (await host.Api.Capture(id, null, "capture")).Status);
        var ofCapture = await host.Api.Withdraw("keys", ada, "1.00", "capture");
        var refund = await host.Api.Refund(id, null, "capture");

        Assert.All([ofMovement, ofCapture, refund], answer =>
            Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer["code"])));
        Assert.Equal(("2.00", "0.00", "2.00"), await host.Api.FundsOf(ada));
    }
}
