namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_request_is_repeated(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_give_a_topups_first_answer_again_for_ever()
    {
        var wallet = await host.Api.OpenWallet("same");
        var body = new
        {
            ledger = "same", destinationAccountId = wallet, amount = "2.0", currency = "USD",
            metadata = new { zone = 1.50, a = "é" },
        };

        var first = await host.Api.TopUp("key", body);
        var second = await host.Api.TopUp("key", body, ("X-Correlation-Id", "another"));
        await host.Restart();
        var third = await host.Api.TopUp("key", body);

        Assert.Equal((201, false), (first.Status, first.IsReplay));
        Assert.Equal((201, first.Text, true), (second.Status, second.Text, second.IsReplay));
        Assert.Equal((201, first.Text, true), (third.Status, third.Text, third.IsReplay));
        Assert.Equal(first.Headers["Location"], third.Headers["Location"]);
        Assert.Equal("another", second.Headers["X-Correlation-Id"]);
        Assert.Equal("2.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_give_an_accounts_first_answer_again_though_it_has_changed()
    {
        var body = ApiClient.Wallet("same-account");

        var first = await host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"));
        await host.Api.TopUp("key", ApiClient.Amount("same-account", first["accountId"]!, "2.00"));
        var second = await host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"));
        await host.Restart();
        var third = await host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"));

        Assert.Equal((201, first.Text, true), (second.Status, second.Text, second.IsReplay));
        Assert.Equal((201, first.Text, true), (third.Status, third.Text, third.IsReplay));
    }

    [Fact]
    public async Task Should_refuse_the_key_for_other_content()
    {
        var wallet = await host.Api.OpenWallet("other");
        await host.Api.TopUp("key", ApiClient.Amount("other", wallet, "2.00"));
        await host.Api.Post("/v1/accounts", ApiClient.Wallet("other"), ("Idempotency-Key", "open"));

        await IsReused(host.Api.TopUp("key", ApiClient.Amount("other", wallet, "3.00")));
        await IsReused(host.Api.Post("/v1/accounts", ApiClient.Wallet("other", "EUR"), ("Idempotency-Key", "open")));
        Assert.Equal("2.00", await host.Api.BalanceOf(wallet));
        var elsewhere = await host.Api.OpenWallet("other-ledger");
        var free = await host.Api.TopUp("key", ApiClient.Amount("other-ledger", elsewhere, "3.00"));
        Assert.Equal(201, free.Status);
    }

    [Fact]
    public async Task Should_refuse_the_key_for_a_request_of_another_kind()
    {
        var wallet = await host.Api.OpenWallet("kinds");
        var topup = ApiClient.Amount("kinds", wallet, "2.00");
        Assert.Equal(201, (await host.Api.TopUp("money", topup)).Status);
        Assert.Equal(
            201, (await host.Api.Post("/v1/accounts", ApiClient.Wallet("kinds"), ("Idempotency-Key", "open"))).Status);

        for (var round = 0; round < 2; round++)
        {
            await IsReused(host.Api.TopUp("open", topup));
            await IsReused(host.Api.Post("/v1/accounts", ApiClient.Wallet("kinds"), ("Idempotency-Key", "money")));
            await IsReused(host.Api.Post($"/v1/accounts/{wallet}/activate", new { }, ("Idempotency-Key", "money")));
            await host.Restart();
        }

        Assert.Equal("2.00", await host.Api.BalanceOf(wallet));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_have_one_effect_for_a_hundred_twins()
    {
        var wallet = await host.Api.OpenWallet("twins");
        var body = ApiClient.Amount("twins", wallet, "2.00");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Api.TopUp("key", body)));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.IsReplay);
        Assert.Equal("2.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_open_one_account_for_a_hundred_twins()
    {
        var body = new
        {
            ledger = "twin-accounts", ownerId = "alice", ownerType = "person", kind = "user", currency = "USD",
            initialBalance = "5.00",
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            host.Api.Post("/v1/accounts", body, ("Idempotency-Key", "open"))));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.IsReplay);
        Assert.Equal("5.00", await host.Api.BalanceOf(answers[0]["accountId"]!));
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_let_one_of_two_different_contents_win_when_they_come_at_once()
    {
        var wallet = await host.Api.OpenWallet("rivals");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            host.Api.TopUp("key", ApiClient.Amount("rivals", wallet, number % 2 == 0 ? "2.00" : "3.00"))));

        Assert.Equal(25, answers.Count(answer => answer.Status == 201));
        Assert.Equal(25, answers.Count(answer => answer.Status == 422 && answer["code"] == "idempotency_key_reused"));
        Assert.Equal(answers.First(answer => answer.Status == 201)["amount"], await host.Api.BalanceOf(wallet));
    }

    static async Task IsReused(Task<Answer> answering)
    {
        var answer = await answering;
        Assert.Equal((422, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Equal("idempotency_key_reused", answer["code"]);
    }
}
