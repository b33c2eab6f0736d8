using BillingEngine.Messages;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_money_moves(RunningHost host) : IClassFixture<RunningHost>
{
    const string Unknown = "018f4e2a-7c1b-7d3e-9a52-00000000dead";

    [Fact]
    public async Task Should_leave_a_wallet_for_the_world_outside()
    {
        var wallet = await host.Api.WalletWith("withdrawal", "10.00");

        var withdrawal = await host.Api.Withdraw("withdrawal", wallet, "4", "key");

        Assert.Equal((201, "withdrawal", "completed"), (withdrawal.Status, withdrawal["type"], withdrawal["status"]));
        var external = DeterministicId.ExternalAccount("withdrawal", new CurrencyCode("USD"));
        Assert.Equal((wallet, $"{external}"), (withdrawal["sourceAccountId"], withdrawal["destinationAccountId"]));
        Assert.Equal(("6.00", "0.00", "6.00"), await host.Api.FundsOf(wallet));
        Assert.Equal(("-6.00", "0.00", "-6.00"), await host.Api.FundsOf($"{external}"));
        await IsFoundAsAnswered(withdrawal);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_go_from_a_wallet_to_another()
    {
        var (ada, bob) = (await host.Api.WalletWith("transfer", "10.00"), await host.Api.OpenWallet("transfer"));

        var transfer = await host.Api.Transfer("transfer", ada, bob, "2.5", "key");

        Assert.Equal((201, "transfer", "completed"), (transfer.Status, transfer["type"], transfer["status"]));
        Assert.Equal(("2.50", "0.00"), (transfer["amount"], transfer["refundedAmount"]));
        Assert.Equal(("7.50", "0.00", "7.50"), await host.Api.FundsOf(ada));
        Assert.Equal(("2.50", "0.00", "2.50"), await host.Api.FundsOf(bob));
        await IsFoundAsAnswered(transfer);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_be_paid_at_once()
    {
        var (ada, shop) = (await host.Api.WalletWith("payment", "10.00"), await host.Api.OpenWallet("payment"));

        var payment = await host.Api.Move("payment", "key", Body("payment", ada, shop, "2.50"));

        Assert.Equal((201, "payment", "completed"), (payment.Status, payment["type"], payment["status"]));
        Assert.Equal(("2.50", "2.50"), (payment["amount"], payment["capturedAmount"]));
        Assert.Equal(("7.50", "0.00", "7.50"), await host.Api.FundsOf(ada));
        Assert.Equal(("2.50", "0.00", "2.50"), await host.Api.FundsOf(shop));
        await IsFoundAsAnswered(payment);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_be_paid_by_card()
    {
        var (ada, shop) = (await host.Api.WalletWith("card", "10.00"), await host.Api.OpenWallet("card"));
        var card = await host.Api.Post($"/v1/accounts/{ada}/cards", new { activate = true });
        var barred = await host.Api.Post($"/v1/accounts/{ada}/cards", new { });

        var payment = await Pay(card["cardId"]!, "key");
        var again = await Pay(card["cardId"]!, "key");
        var refused = await Pay(barred["cardId"]!, "barred");
        var unknown = await Pay(Unknown, "unknown");
        var itself = await host.Api.Move("payment", "itself", new
        {
            ledger = "card", cardId = card["cardId"], destinationAccountId = ada, amount = "1", currency = "USD",
        });

        Assert.Equal((201, ada, card["cardId"]), (payment.Status, payment["sourceAccountId"], payment["cardId"]));
        Assert.Equal((201, payment.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((422, "card_not_active"), (refused.Status, refused["code"]));
        Assert.Equal("failed", (await host.Api.Transaction(refused["transactionId"]))["status"]);
        Assert.Equal((422, "card_not_found"), (unknown.Status, unknown["code"]));
        Assert.Equal(404, (await host.Api.Get("/v1/transactions/status/unknown?ledger=card")).Status);
        Assert.Equal((422, "same_account"), (itself.Status, itself["code"]));
        Assert.Equal(("7.00", "0.00", "7.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);

        Task<Answer> Pay(string cardId, string key) => host.Api.Move("payment", key, new
        {
            ledger = "card", cardId, destinationAccountId = shop, amount = "3.00", currency = "USD",
        });
    }

    [Theory]
    [InlineData("withdrawal", "unknown source", "account_not_found")]
    [InlineData("withdrawal", "too much", "insufficient_funds")]
    [InlineData("transfer", "unknown source", "account_not_found")]
    [InlineData("transfer", "unknown destination", "account_not_found")]
    [InlineData("transfer", "source of another ledger", "ledger_mismatch")]
    [InlineData("transfer", "destination of another ledger", "ledger_mismatch")]
    [InlineData("transfer", "another currency", "currency_mismatch")]
    [InlineData("transfer", "too much", "insufficient_funds")]
    [InlineData("payment", "unknown source", "account_not_found")]
    [InlineData("payment", "unknown destination", "account_not_found")]
    [InlineData("payment", "source of another ledger", "ledger_mismatch")]
    [InlineData("payment", "destination of another ledger", "ledger_mismatch")]
    [InlineData("payment", "too much", "insufficient_funds")]
    public async Task Should_be_on_record_as_failed_and_move_nothing(string type, string mistake, string code)
    {
        var ledger = $"{type}-{mistake.Replace(' ', '-')}";
        var (ada, bob) = (await host.Api.WalletWith(ledger, "10.00"), await host.Api.OpenWallet(ledger));
        var stranger = await host.Api.WalletWith($"{ledger}-2", "10.00");
        object body = mistake switch
        {
            "unknown source" => Body(ledger, Unknown, bob, "3.00"),
            "unknown destination" => Body(ledger, ada, Unknown, "3.00"),
            "source of another ledger" => Body(ledger, stranger, bob, "3.00"),
            "destination of another ledger" => Body(ledger, ada, stranger, "3.00"),
            "another currency" => new
            {
                ledger, sourceAccountId = ada, destinationAccountId = bob, amount = "3", currency = "EUR",
            },
            _ => Body(ledger, ada, bob, "10.01"),
        };

        var refused = await host.Api.Move(type, "wrong", body);
        var repeated = await host.Api.Move(type, "wrong", body);

        Assert.Equal((422, "application/problem+json", code), (refused.Status, refused.MediaType, refused["code"]));
        Assert.Equal((422, refused.Text, true), (repeated.Status, repeated.Text, repeated.IsReplay));
        Assert.Equal($"/v1/transactions/{refused["transactionId"]}", refused.Headers["Location"]);
        var found = await host.Api.Transaction(refused["transactionId"]);
        Assert.Equal(("failed", type), (found["status"], found["type"]));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(stranger));
        Assert.Equal(("0.00", "0.00", "0.00"), await host.Api.FundsOf(bob));
        await Books.AreRight(host.Database);
    }

    [Theory]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    public async Task Should_give_the_first_answer_again(string type)
    {
        var ledger = $"again-{type}";
        var (ada, bob) = (await host.Api.WalletWith(ledger, "10.00"), await host.Api.OpenWallet(ledger));

        var first = await host.Api.Move(type, "key", Body(ledger, ada, bob, "3"));
        var second = await host.Api.Move(type, "key", Body(ledger, ada, bob, "3.00"));
        var other = await host.Api.Move(type, "key", Body(ledger, ada, bob, "4.00"));
        var kind = await host.Api.Move(
            type == "transfer" ? "payment" : "transfer", "key", Body(ledger, ada, bob, "3.00"));

        Assert.Equal((201, false), (first.Status, first.IsReplay));
        Assert.Equal((201, first.Text, true), (second.Status, second.Text, second.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other["code"]));
        Assert.Equal((422, "idempotency_key_reused"), (kind.Status, kind["code"]));
        Assert.Equal(("7.00", "0.00", "7.00"), await host.Api.FundsOf(ada));
    }

    [Fact]
    public async Task Should_not_move_from_an_account_to_itself()
    {
        var wallet = await host.Api.WalletWith("itself", "10.00");
        var external = $"{DeterministicId.ExternalAccount("itself", new CurrencyCode("USD"))}";

        foreach (var type in (string[])["topup", "withdrawal", "transfer", "payment"])
        {
            var refused = await host.Api.Move(type, type, Body("itself", wallet, wallet, "1.00"));
            Assert.Equal((422, "same_account"), (refused.Status, refused["code"]));
            Assert.Equal(404, (await host.Api.Get($"/v1/transactions/status/{type}?ledger=itself")).Status);
        }

        Assert.Equal("same_account", (await host.Api.Withdraw("itself", external, "1.00", "outside"))["code"]);
    }

    [Fact]
    public async Task Should_never_overdraw_however_many_come_at_once()
    {
        var (ada, bob) = (await host.Api.WalletWith("rush", "10.00"), await host.Api.OpenWallet("rush"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => (number % 3) switch
        {
            0 => host.Api.Transfer("rush", ada, bob, "3.00", $"key-{number}"),
            1 => host.Api.Withdraw("rush", ada, "3.00", $"key-{number}"),
            _ => host.Api.Move("payment", $"key-{number}", Body("rush", ada, bob, "3.00")),
        }));

        Assert.Equal(3, answers.Count(answer => answer.Status == 201));
        Assert.Equal(27, answers.Count(answer => answer.Status == 422 && answer["code"] == "insufficient_funds"));
        Assert.Equal(("1.00", "0.00", "1.00"), await host.Api.FundsOf(ada));
        await Books.AreRight(host.Database);
    }

    async Task IsFoundAsAnswered(Answer answer) =>
        Assert.Equal(answer.Text, (await host.Api.Get(answer.Headers["Location"])).Text);

    static object Body(string ledger, string source, string destination, string amount) =>
        new { ledger, sourceAccountId = source, destinationAccountId = destination, amount, currency = "USD" };
}
