using System.Diagnostics;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_card_comes_to_its_end(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_expire_by_itself_also_while_the_engine_rests()
    {
        var cards = $"/v1/accounts/{await host.Api.OpenWallet("expiring")}/cards";
        var shortly = await host.Api.Post(cards, new { validFor = "PT5S", activate = true });
        var suspended = await host.Api.Post(cards, new { validFor = "PT5.5S", activate = true });
        await host.Api.Post($"{suspended.Headers["Location"]}/suspend", new { });
        var early = await host.Api.Post(cards, new { validFor = "PT10S" });
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
    public async Task Should_pay_while_it_is_active()
    {
        const string Ledger = "paying";
        var wallet = await host.Api.OpenWallet(Ledger);
        var shop = await host.Api.OpenWallet(Ledger);
        await host.Api.Into(Ledger, wallet, "5.00", "in");
        var issued = await host.Api.Post($"/v1/accounts/{wallet}/cards", new { validFor = "PT15S" });
        var (card, path) = (issued["cardId"]!, issued.Headers["Location"]);

        var early = await host.Api.PayByCard(Ledger, card, shop, "1.00", "early");
        await host.Api.Post($"{path}/activate", new { });
        var paid = await host.Api.PayByCard(Ledger, card, shop, "1.00", "paid");
        await host.Api.Post($"{path}/suspend", new { });
        var barred = await host.Api.PayByCard(Ledger, card, shop, "1.00", "barred");
        await host.Api.Post($"{path}/activate", new { });
        await FinalStatusOf(path);
        var late = await host.Api.PayByCard(Ledger, card, shop, "1.00", "late");

        Assert.Equal((422, "card_not_active"), (early.Status, early["code"]));
        Assert.Equal((201, "completed", wallet), (paid.Status, paid["status"], paid["sourceAccountId"]));
        Assert.Equal((422, "card_not_active"), (barred.Status, barred["code"]));
        Assert.Equal((422, "card_expired"), (late.Status, late["code"]));
        Assert.Equal("4.00", await host.Api.BalanceOf(wallet));
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
        var soon = new { expiresAt = (await host.Api.Post(cards, new { validFor = "PT10S" }))["expiresAt"] };

        var first = await host.Api.Post(cards, soon, ("Idempotency-Key", "k"));
        await FinalStatusOf(first.Headers["Location"]);
        var again = await host.Api.Post(cards, soon, ("Idempotency-Key", "k"));

        Assert.Equal((201, first.Text, true), (again.Status, again.Text, again.IsReplay));
    }

    async Task<string?> FinalStatusOf(string card)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
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
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
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
}
