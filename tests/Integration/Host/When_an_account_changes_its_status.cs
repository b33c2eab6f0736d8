using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_an_account_changes_its_status(RunningHost host) : IClassFixture<RunningHost>
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
        var wallet = await InStatus(ledger, status);
        var other = await host.Api.OpenWallet(ledger);

        var money = await host.Api.Into(ledger, wallet, "5.00", "in");
        var spent = await host.Api.Between(ledger, wallet, other, "1.00", "out");

        Assert.Equal(status, (await host.Api.Get($"/v1/accounts/{wallet}"))["status"]);
        Assert.Equal((refusedIn is null ? 201 : 422, refusedIn), (money.Status, CodeOf(money)));
        Assert.Equal((refusedOut is null ? 201 : 422, refusedOut), (spent.Status, CodeOf(spent)));
        await Books.AreRight(host.Database);
    }

    /// <summary>What comes of each change, by the status that the account has: the new one, or a refusal.</summary>
    [Theory]
    [InlineData("pending", "active", "refused", "refused", "refused", "refused", "closed")]
    [InlineData("active", "active", "suspended", "active", "frozen", "active", "closed")]
    [InlineData("suspended", "refused", "suspended", "active", "frozen", "suspended", "closed")]
    [InlineData("frozen", "refused", "refused", "refused", "frozen", "active", "refused")]
    [InlineData("closed", "refused", "refused", "refused", "refused", "refused", "closed")]
    public async Task Should_follow_the_table(
        string status, string activate, string suspend, string reactivate, string freeze, string unfreeze, string close)
    {
        foreach (var (change, expected) in new[]
        {
            ("activate", activate), ("suspend", suspend), ("reactivate", reactivate), ("freeze", freeze),
            ("unfreeze", unfreeze), ("close", close),
        })
        {
            var wallet = await InStatus("changes", status);
            var before = await host.Api.Get($"/v1/accounts/{wallet}");

            var answer = await host.Api.Change(wallet, change);

            var after = await host.Api.Get($"/v1/accounts/{wallet}");
            var told = $"{status}, {change}: {answer.Text}";
            if (expected == "refused")
            {
                Assert.True((422, "invalid_account_state") == (answer.Status, CodeOf(answer)), told);
                Assert.Equal(status, answer["accountStatus"]);
                Assert.Equal(before.Text, after.Text);
            }
            else
            {
                Assert.True((200, expected) == (answer.Status, answer["status"]), told);
                Assert.Equal(after.Text, answer.Text);
                // Nothing new is written of what is so already.
                Assert.True((expected == status) == (before["version"] == after["version"]), told);
            }
        }
    }

    [Fact]
    public async Task Should_be_suspended_again_when_it_was_so_before_it_was_frozen()
    {
        var wallet = await InStatus("frozen-suspended", "suspended");

        await host.Api.Change(wallet, "freeze");
        var unfrozen = await host.Api.Change(wallet, "unfreeze");

        Assert.Equal((200, "suspended"), (unfrozen.Status, unfrozen["status"]));
    }

    [Fact]
    public async Task Should_be_closed_only_when_it_is_empty()
    {
        var wallet = await host.Api.OpenWallet("emptied");
        var other = await host.Api.OpenWallet("emptied");
        await host.Api.Into("emptied", wallet, "5.00", "in");

        var early = await host.Api.Change(wallet, "close");
        await host.Api.Between("emptied", wallet, other, "5.00", "out");
        var late = await host.Api.Change(wallet, "close");

        Assert.Equal((422, "account_not_empty"), (early.Status, early["code"]));
        Assert.Equal(("USD", "5.00"), (early["currency"], early["available"]));
        Assert.Equal((200, "closed"), (late.Status, late["status"]));
    }

    [Fact]
    public async Task Should_give_the_first_answer_again_though_it_has_changed_since()
    {
        var wallet = await host.Api.OpenWallet("replayed");
        var path = $"/v1/accounts/{wallet}";
        (string, string) key = ("Idempotency-Key", "k");

        var first = await host.Api.Post($"{path}/suspend", new { reason = "odd" }, key);
        await host.Api.Change(wallet, "reactivate");
        await host.Restart();
        var again = await host.Api.Post($"{path}/suspend", new { reason = "odd" }, key, ("X-Actor", "another"));
        var otherReason = await host.Api.Post($"{path}/suspend", new { reason = "very odd" }, key);
        var otherChange = await host.Api.Post($"{path}/freeze", new { reason = "odd" }, key);
        var otherCall = await host.Api.Patch($"{path}/limits", new { kycLevel = 1 }, key);

        Assert.Equal((200, "suspended", false), (first.Status, first["status"], first.IsReplay));
        Assert.Equal((200, first.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.All([otherReason, otherChange, otherCall], answer =>
            Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer["code"])));
        Assert.Equal("active", (await host.Api.Get(path))["status"]);
    }

    [Fact]
    public async Task Should_give_a_refusal_again_though_it_would_be_accepted_by_now()
    {
        var wallet = await InStatus("refused-again", "pending");
        (string, string) key = ("Idempotency-Key", "k");

        var first = await host.Api.Post($"/v1/accounts/{wallet}/suspend", new { reason = "odd" }, key);
        await host.Api.Change(wallet, "activate");
        var again = await host.Api.Post($"/v1/accounts/{wallet}/suspend", new { reason = "odd" }, key);

        Assert.Equal((422, "pending", false), (first.Status, first["accountStatus"], first.IsReplay));
        Assert.Equal((422, "pending", true), (again.Status, again["accountStatus"], again.IsReplay));
    }

    [Fact]
    public async Task Should_note_who_wanted_it_and_why()
    {
        var opened = await host.Api.Post("/v1/accounts", ApiClient.Wallet("noted"), ("X-Actor", "teller-1"));
        var wallet = opened["accountId"]!;
        await host.Api.Post($"/v1/accounts/{wallet}/freeze", new { reason = "court" }, ("X-Actor", "anna"));
        await host.Api.Post($"/v1/accounts/{wallet}/unfreeze", new { reason = "lifted" });
        await host.Api.Patch($"/v1/accounts/{wallet}/limits", new { kycLevel = 2, reason = "papers" }, ("X-Actor", "bert"));

        var noted = await Sql.Run(host.Database, $"""
            select string_agg(concat_ws(' ', type, data->>'actor', data->>'reason'), ', ' order by stream_version)
            from events where stream_id = '{wallet}'
            """);

        Assert.Equal(
            "account.created.v1 teller-1, account.activated.v1 teller-1, account.frozen.v1 anna court, "
            + "account.unfrozen.v1 lifted, account.limits_changed.v1 bert papers",
            noted);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("reactivate")]
    [InlineData("freeze")]
    [InlineData("unfreeze")]
    [InlineData("close")]
    public async Task Should_not_change_when_there_is_none(string change)
    {
        var answer = await host.Api.Change("018f4e2a-7c1b-7d3e-9a52-ffffffffffff", change);

        Assert.Equal((404, "account_not_found"), (answer.Status, answer["code"]));
    }

    async Task<string> InStatus(string ledger, string status)
    {
        var opened = await host.Api.Post("/v1/accounts", new
        {
            ledger, ownerId = "alice", ownerType = "person", kind = "user", currency = "USD",
            activate = status != "pending",
        });
        var wallet = opened["accountId"]!;
        if (status is "suspended" or "frozen" or "closed")
        {
            var change = status switch { "suspended" => "suspend", "frozen" => "freeze", _ => "close" };
            Assert.Equal(status, (await host.Api.Change(wallet, change))["status"]);
        }

        return wallet;
    }

    static string? CodeOf(Answer answer) => answer.Json.TryGetProperty("code", out var code) ? code.GetString() : null;
}
