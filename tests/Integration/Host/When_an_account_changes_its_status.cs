using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_an_account_changes_its_status(RunningHost host) : IClassFixture<RunningHost>
{
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
            var wallet = await host.Api.OpenIn("changes", status);
            var before = await host.Api.Get($"/v1/accounts/{wallet}");

            var answer = await host.Api.Change(wallet, change);

            var after = await host.Api.Get($"/v1/accounts/{wallet}");
            var told = $"{status}, {change}: {answer.Text}";
            if (expected == "refused")
            {
                Assert.True((422, "invalid_account_state") == (answer.Status, answer.Code), told);
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
        var wallet = await host.Api.OpenIn("frozen-suspended", "suspended");

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
        var wallet = await host.Api.OpenIn("refused-again", "pending");
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
        await host.Api.Patch(
            $"/v1/accounts/{wallet}/limits", new { kycLevel = 2, reason = "papers" }, ("X-Actor", "bert"));

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
}
