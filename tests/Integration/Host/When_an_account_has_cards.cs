using System.Diagnostics;
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
        Assert.Equal((201, "active", "2099-01-31T12:00:00.123456Z"), (given.Status, given["status"], given["expiresAt"]));
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
    public async Task Should_expire_by_itself_also_while_the_engine_rests()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("expiring")}/cards";
        var shortly = await host.Api.Post(cards, new { validFor = "PT1.5S", activate = true });
        var suspended = await host.Api.Post(cards, new { validFor = "PT2S", activate = true });
        await host.Api.Post($"{suspended.Headers["Location"]}/suspend", new { });
        var early = await host.Api.Post(cards, new { validFor = "PT2S" });
        await host.Api.Post($"{early.Headers["Location"]}/expire", new { reason = "stolen" });

        await host.Restart();

        foreach (var card in new[] { shortly, suspended, early })
            Assert.Equal("expired", await FinalStatusOf(card.Headers["Location"]));
        Assert.Equal(
            "card.issued.v1, card.activated.v1, card.expired.v1 Its time is over.", await NotedOf(shortly["cardId"]!));
        Assert.Equal("card.issued.v1, card.expired.v1 stolen", await NotedOf(early["cardId"]!));
        await AllIsHandled();
    }

    [Fact]
    public async Task Should_not_be_issued_when_its_time_is_over()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("over")}/cards";
        var body = new { expiresAt = "2020-01-01T00:00:00Z" };

        var first = await host.Api.Post(cards, body, ("Idempotency-Key", "k"));
        var again = await host.Api.Post(cards, body, ("Idempotency-Key", "k"));

        Assert.Equal((400, "validation_failed", false), (first.Status, first["code"], first.IsReplay));
        Assert.Equal((400, first["errors"], true), (again.Status, again["errors"], again.IsReplay));
        Assert.Empty((await host.Api.Get(cards)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Should_give_the_first_answer_again_after_its_end()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("after")}/cards";
        var soon = new { expiresAt = Time((await host.Api.Post(cards, new { validFor = "PT1S" }))["expiresAt"]) };

        var first = await host.Api.Post(cards, soon, ("Idempotency-Key", "k"));
        await FinalStatusOf(first.Headers["Location"]);
        var again = await host.Api.Post(cards, soon, ("Idempotency-Key", "k"));

        Assert.Equal((201, first.Text, true), (again.Status, again.Text, again.IsReplay));
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

    async Task<string?> FinalStatusOf(string card)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(15); await Task.Delay(50))
        {
            if ((await host.Api.Get(card))["status"] is "expired")
                break;
        }

        return (await host.Api.Get(card))["status"];
    }

    /// <summary>What was due has been handled, and nothing has failed.</summary>
    async Task AllIsHandled()
    {
        const string CountDue = "select count(*) from queue where due_at < now() - interval '1 second'";
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(50))
        {
            if (await Sql.Run(host.Database, CountDue) is 0L)
                break;
        }

        Assert.Equal(0L, await Sql.Run(host.Database, CountDue));
        Assert.Equal(0L, await Sql.Run(host.Database, "select count(*) from failed_messages"));
    }

    async Task<object?> NotedOf(string card) => await Sql.Run(host.Database, $"""
        select string_agg(concat_ws(' ', type, data->>'actor', data->>'reason'), ', ' order by stream_version)
        from events where data->>'cardId' = '{card}'
        """);

    static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);
}
