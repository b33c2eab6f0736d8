using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_wallet_is_topped_up(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_answer_with_the_transaction_and_find_it_in_the_same_words()
    {
        var wallet = await host.Api.OpenWallet("found");

        var topup = await host.Api.TopUp("order 7/8", new
        {
            ledger = "found",
            destinationAccountId = wallet,
            amount = "10.5",
            currency = "USD",
            reference = "order-7",
            description = "Ten and a half",
            metadata = new { shop = 3 },
        });

        Assert.Equal(201, topup.Status);
        Assert.Equal($"/v1/transactions/{topup["transactionId"]}", topup.Headers["Location"]);
        Assert.Equal(
            ("topup", "completed", "10.50", "USD", "order 7/8"),
            (topup["type"], topup["status"], topup["amount"], topup["currency"], topup["trackingId"]));
        Assert.Equal((wallet, "order-7", null), (topup["destinationAccountId"], topup["reference"], topup["failure"]));
        Assert.Equal("10.50", await host.Api.BalanceOf(wallet));
        Assert.Equal("-10.50", await host.Api.BalanceOf(topup["sourceAccountId"]!));
        Assert.Equal(topup.Text, (await host.Api.Get(topup.Headers["Location"])).Text);
        Assert.Equal(
            topup.Text, (await host.Api.Get("/v1/transactions/status/order%207%2F8?ledger=found")).Text);
        Assert.Equal(404, (await host.Api.Get("/v1/transactions/status/order%207%2F8")).Status);
    }

    [Fact]
    public async Task Should_take_the_key_from_the_body_too()
    {
        var wallet = await host.Api.OpenWallet("key-in-body");

        var first = await host.Api.TopUp("key", ApiClient.Amount("key-in-body", wallet, "1.00"));
        var second = await host.Api.Post("/v1/transactions/topup", new
        {
            ledger = "key-in-body", destinationAccountId = wallet, amount = "1.00", currency = "USD",
            idempotencyKey = "key",
        });

        Assert.Equal((201, first.Text, true), (second.Status, second.Text, second.IsReplay));
    }

    [Fact]
    public async Task Should_keep_ledgers_and_currencies_apart()
    {
        string[] ledgers = ["north", "south"];
        (string Currency, string Amount)[] amounts = [("USD", "0.01"), ("JPY", "7"), ("BHD", "1.234")];
        foreach (var ledger in ledgers)
        {
            foreach (var (currency, amount) in amounts)
            {
                var wallet = await host.Api.OpenWallet(ledger, currency);
                var topup = await host.Api.TopUp($"key {currency}", ApiClient.Amount(ledger, wallet, amount, currency));
                Assert.Equal((201, false), (topup.Status, topup.IsReplay));
                Assert.Equal(amount, await host.Api.BalanceOf(wallet));
                Assert.Equal($"-{amount}", await host.Api.BalanceOf(topup["sourceAccountId"]!));
            }
        }

        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_put_the_callers_correlation_id_on_every_event()
    {
        var wallet = await host.Api.OpenWallet("correlated");

        var topup = await host.Api.TopUp(
            "key", ApiClient.Amount("correlated", wallet, "1.00"), ("X-Correlation-Id", "caller 42/a"));

        Assert.Equal("caller 42/a", topup.Headers["X-Correlation-Id"]);
        Assert.Equal("caller 42/a", topup["correlationId"]);
        var events = await Sql.Run(host.Database, """
            select string_agg(type, ' ' order by type) from events where correlation_id = 'caller 42/a'
            """);
        Assert.Equal(
            "account.activated.v1 account.created.v1 account.credited.v1 account.debited.v1 topup.requested.v1 "
            + "transaction.completed.v1",
            events);
    }

    [Fact]
    public async Task Should_not_lose_one_of_many_at_once()
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Api.OpenWallet("many")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(number =>
            host.Api.TopUp($"many-{number}", ApiClient.Amount("many", wallets[number % 5], "0.10"))));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        foreach (var wallet in wallets)
            Assert.Equal("10.00", await host.Api.BalanceOf(wallet));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_require_a_key_and_a_positive_amount()
    {
        var wallet = await host.Api.OpenWallet("strict");

        var keyless = await host.Api.Post("/v1/transactions/topup", ApiClient.Amount("strict", wallet, "1.00"));
        var nothing = await host.Api.TopUp("zero", ApiClient.Amount("strict", wallet, "0.00"));
        var tooFine = await host.Api.TopUp("fine", ApiClient.Amount("strict", wallet, "0.001"));

        Assert.Equal((400, "idempotency_key_missing"), (keyless.Status, keyless["code"]));
        Assert.Equal((400, "amount_invalid"), (nothing.Status, nothing["code"]));
        Assert.Equal((400, "amount_scale"), (tooFine.Status, tooFine["code"]));
        Assert.Equal(404, (await host.Api.Get("/v1/transactions/status/zero?ledger=strict")).Status);
    }
}
