using System.Globalization;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_an_account_has_cards(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_live_from_its_issue_to_its_end()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("life")}/cards";

        var issued = await host.Api.Post(cards, new { label = "Travel" }, ("X-Actor", "anna"));
        var card = $"{cards}/{issued["cardId"]}";
        var early = await host.Api.Post($"{card}/suspend", new { });
        var active = await host.Api.Post($"{card}/activate", new { reason = "arrived" }, ("X-Actor", "anna"));
        var again = await host.Api.Post($"{card}/activate", new { });
        var suspended = await host.Api.Post($"{card}/suspend", new { reason = "lost" });
        var found = await host.Api.Get(card);
        var expired = await host.Api.Post($"{card}/expire", new { reason = "stolen" });
        var late = await host.Api.Post($"{card}/activate", new { });

        Assert.Equal((201, "issued", "Travel"), (issued.Status, issued["status"], issued["label"]));
        Assert.Equal(card, issued.Headers["Location"]);
        Assert.Equal((422, "invalid_card_state", "issued"), (early.Status, early["code"], early["cardStatus"]));
        Assert.Equal((200, "active"), (active.Status, active["status"]));
        Assert.Equal((200, active.Text), (again.Status, again.Text));
        Assert.Equal((200, "suspended"), (suspended.Status, suspended["status"]));
        Assert.Equal((200, suspended.Text), (found.Status, found.Text));
        Assert.Equal((200, "expired"), (expired.Status, expired["status"]));
        Assert.Equal((422, "invalid_card_state", "expired"), (late.Status, late["code"], late["cardStatus"]));
        Assert.Equal(expired.Text, (await host.Api.Get(card)).Text);
    }

    [Fact]
    public async Task Should_be_found_as_it_was_answered()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("found")}/cards";

        var three = await host.Api.Send(HttpMethod.Post, cards, body: null);
        var given = await host.Api.Post(
            cards, new { expiresAt = "2099-01-31T12:00:00.1234567Z", activate = true }, ("X-Actor", "anna"));

        Assert.Equal((201, "issued"), (three.Status, three["status"]));
        Assert.Equal(Time(three["createdAt"]).AddYears(3), Time(three["expiresAt"]), TimeSpan.FromMinutes(1));
        Assert.Equal(
            (201, "active", "2099-01-31T12:00:00.123456Z"), (given.Status, given["status"], given["expiresAt"]));
        foreach (var issued in new[] { three, given })
            Assert.Equal(issued.Text, (await host.Api.Get(issued.Headers["Location"])).Text);
        Assert.Equal(2, (await host.Api.Get(cards)).Json.GetProperty("items").GetArrayLength());
        Assert.Equal("card.issued.v1 anna, card.activated.v1 anna", await NotedOf(given["cardId"]!));
    }

    [Fact]
    public async Task Should_be_issued_once_under_a_key()
    {
        var wallet = await host.Api.OpenWallet("once");
        var other = await host.Api.OpenWallet("once");
        (string, string) key = ("Idempotency-Key", "k");

        var first = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { label = "a" }, key);
        await host.Api.Post($"{first.Headers["Location"]}/activate", new { });
        await host.Restart();
        var again = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { label = "a", validFor = "P36M" }, key);
        var otherLabel = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { label = "b" }, key);
        var otherAccount = await host.Api.Post($"/v1/accounts/{other}/cards", new { label = "a" }, key);
        var change = await host.Api.Post($"{first.Headers["Location"]}/suspend", new { }, key);

        Assert.Equal((201, first.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.All([otherLabel, otherAccount, change], answer =>
            Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer["code"])));
        Assert.Equal("active", (await host.Api.Get(first.Headers["Location"]))["status"]);
    }

    [Fact]
    public async Task Should_not_be_found_where_it_is_not()
    {
        const string Nothing = "018f4e2a-7c1b-7d3e-9a52-ffffffffffff";
        var wallet = await host.Api.OpenWallet("nowhere");
        var other = await host.Api.OpenWallet("nowhere");
        var card = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { });

        var noCard = await host.Api.Post($"/v1/accounts/{wallet}/cards/{Nothing}/activate", new { });
        var elsewhere = await host.Api.Post($"/v1/accounts/{other}/cards/{card["cardId"]}/activate", new { });
        var noAccount = await host.Api.Post($"/v1/accounts/{Nothing}/cards", new { });

        Assert.Equal((404, "card_not_found"), (noCard.Status, noCard["code"]));
        Assert.Equal((404, "card_not_found"), (elsewhere.Status, elsewhere["code"]));
        Assert.Equal((404, "account_not_found"), (noAccount.Status, noAccount["code"]));
    }

    [Theory]
    [InlineData("freeze", "account_frozen")]
    [InlineData("close", "account_closed")]
    public async Task Should_not_be_issued_on_an_account_that_is_out_of_use(string change, string code)
    {
        var wallet = await host.Api.OpenWallet("unused");
        await host.Api.Change(wallet, change);

        var issued = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { });

        Assert.Equal((422, code), (issued.Status, issued["code"]));
    }

    async Task<object?> NotedOf(string card) => await Sql.Run(host.Database, $"""
        select string_agg(concat_ws(' ', type, data->>'actor', data->>'reason'), ', ' order by stream_version)
        from events where data->>'cardId' = '{card}'
        """);

    static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);
}
