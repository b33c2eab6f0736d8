namespace BillingEngine.Integration.Tests.Host;

public sealed class When_limits_come_with_a_level(ConfiguredHost host) : IClassFixture<ConfiguredHost>
{
    [Fact]
    public async Task Should_bound_what_leaves_in_one_transaction()
    {
        var (wallet, other) = await Open("once", "100.00");

        var above = await host.Api.Between("once", wallet, other, "50.01", "above");
        var most = await host.Api.Between("once", wallet, other, "50.00", "most");

        Assert.Equal((422, "kyc_limit_exceeded"), (above.Status, above["code"]));
        Assert.Equal(("50.01", "50.00", "50.00"), (above["requested"], above["available"], above["limit"]));
        Assert.Equal(201, most.Status);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_bound_what_leaves_in_a_day()
    {
        var (wallet, other) = await Open("daily", "100.00");

        var first = await host.Api.Between("daily", wallet, other, "50.00", "first");
        var above = await host.Api.Between("daily", wallet, other, "30.01", "above");
        var rest = await host.Api.Between("daily", wallet, other, "30.00", "rest");
        var more = await host.Api.Between("daily", wallet, other, "0.01", "more");

        Assert.Equal((201, 201), (first.Status, rest.Status));
        Assert.Equal(
            (422, "kyc_limit_exceeded", "30.00", "80.00"),
            (above.Status, above["code"], above["available"], above["limit"]));
        Assert.Equal((422, "kyc_limit_exceeded", "0.00"), (more.Status, more["code"], more["available"]));
    }

    /// <summary>A transfer costs 1.00 and 2 % of its amount.</summary>
    [Fact]
    public async Task Should_count_fees_towards_the_day_alone()
    {
        var (wallet, other) = await Open("fees", "100.00");

        var tried = await host.Api.Post(
            "/v1/transactions/transfer?dryRun=true",
            new
            {
                ledger = "fees", sourceAccountId = wallet, destinationAccountId = other, amount = "50.01",
                currency = "USD",
            },
            ("Idempotency-Key", "tried"));
        var most = await host.Api.Transfer("fees", wallet, other, "50.00", "most");
        var above = await host.Api.Transfer("fees", wallet, other, "27.00", "above");
        var rest = await host.Api.Withdraw("fees", wallet, "28.00", "rest");

        Assert.Equal((422, "kyc_limit_exceeded", "50.00"), (tried.Status, tried["code"], tried["limit"]));
        Assert.Equal(201, most.Status);
        Assert.Equal(
            (422, "kyc_limit_exceeded", "28.54", "28.00"),
            (above.Status, above["code"], above["requested"], above["available"]));
        Assert.Equal(201, rest.Status);
        Assert.Equal(("20.00", "50.00"), (await host.Api.BalanceOf(wallet), await host.Api.BalanceOf(other)));
    }

    [Fact]
    public async Task Should_count_what_is_held_as_spent_until_it_is_released()
    {
        var (wallet, other) = await Open("holds", "100.00");

        var held = await host.Api.Authorize("holds", wallet, other, "50.00", "held");
        var above = await host.Api.Withdraw("holds", wallet, "30.01", "above");
        await host.Api.Void(held["transactionId"]);
        var after = await host.Api.Withdraw("holds", wallet, "30.01", "after");

        Assert.Equal((201, "authorized"), (held.Status, held["status"]));
        Assert.Equal((422, "kyc_limit_exceeded", "30.00"), (above.Status, above["code"], above["available"]));
        Assert.Equal(201, after.Status);
    }

    [Fact]
    public async Task Should_bound_what_an_account_holds()
    {
        var (wallet, other) = await Open("held", "100.00");

        var above = await host.Api.Into("held", wallet, "0.01", "above");
        var points = await host.Api.Post("/v1/accounts", new
        {
            ledger = "held", ownerId = "alice", ownerType = "person", kind = "user", currency = "POINTS",
            initialBalance = "1001",
        });

        Assert.Equal(
            (422, "kyc_limit_exceeded", "0.00", "100.00"),
            (above.Status, above["code"], above["available"], above["limit"]));
        Assert.Equal((422, "kyc_limit_exceeded", "1000"), (points.Status, points["code"], points["limit"]));
        Assert.Equal("0.00", await host.Api.BalanceOf(other));
    }

    [Fact]
    public async Task Should_go_by_the_level_that_the_owner_has_by_now()
    {
        var (wallet, other) = await Open("level", "100.00");

        var identified = await host.Api.Patch($"/v1/accounts/{wallet}/limits", new { kycLevel = 1 });
        var more = await host.Api.Into("level", wallet, "500.00", "more");
        var spent = await host.Api.Between("level", wallet, other, "90.00", "spent");
        var above = await host.Api.Between("level", wallet, other, "500.01", "above");

        Assert.Equal((200, "1"), (identified.Status, identified["kycLevel"]));
        Assert.Equal((201, 201), (more.Status, spent.Status));
        Assert.Equal((422, "kyc_limit_exceeded", "500.00"), (above.Status, above["code"], above["limit"]));
    }

    [Fact]
    public async Task Should_stand_back_behind_the_accounts_own_limits()
    {
        var (wallet, other) = await Open("own", "100.00");
        var path = $"/v1/accounts/{wallet}/limits";

        var own = await host.Api.Patch(path, new { perTransactionLimit = "60", dailyLimit = "70", maxBalance = "200" });
        var more = await host.Api.Into("own", wallet, "100.00", "more");
        var full = await host.Api.Into("own", wallet, "0.01", "full");
        var once = await host.Api.Between("own", wallet, other, "60.01", "once");
        var spent = await host.Api.Between("own", wallet, other, "60.00", "spent");
        var daily = await host.Api.Between("own", wallet, other, "10.01", "daily");
        var removed = await host.Api.Patch(
            path, new { perTransactionLimit = (string?)null, dailyLimit = (string?)null });
        var level = await host.Api.Between("own", wallet, other, "20.01", "level");

        Assert.Equal(
            (200, "60.00", "70.00", "200.00"),
            (own.Status, own["perTransactionLimit"], own["dailyLimit"], own["maxBalance"]));
        Assert.Equal((201, 201), (more.Status, spent.Status));
        Assert.Equal((422, "balance_limit_exceeded", "200.00"), (full.Status, full["code"], full["limit"]));
        Assert.Equal((422, "transaction_limit_exceeded", "60.00"), (once.Status, once["code"], once["limit"]));
        Assert.Equal((422, "daily_limit_exceeded", "10.00"), (daily.Status, daily["code"], daily["available"]));
        Assert.Equal(
            (200, null, null, "200.00"),
            (removed.Status, removed["perTransactionLimit"], removed["dailyLimit"], removed["maxBalance"]));
        Assert.Equal((422, "kyc_limit_exceeded", "20.00"), (level.Status, level["code"], level["available"]));
        Assert.Equal((await host.Api.Get($"/v1/accounts/{wallet}"))["dailyLimit"], removed["dailyLimit"]);
        await Books.AreRight(host.Database);
    }

    async Task<(string Wallet, string Other)> Open(string ledger, string balance)
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            ledger, ownerId = "alice", ownerType = "person", kind = "user", currency = "USD", initialBalance = balance,
        });
        Assert.Equal(201, opened.Status);
        // The one that receives is not to be limited.
        var other = await host.Api.Post("/v1/accounts", new
        {
            ledger, ownerId = "bob", ownerType = "person", kind = "user", currency = "USD", kycLevel = 3,
        });
        return (opened["accountId"]!, other["accountId"]!);
    }
}
