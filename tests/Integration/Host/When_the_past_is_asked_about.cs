using System.Globalization;
using System.Text.Json;
using BillingEngine.Host.Configuration;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>With snapshots so close that most moments lie between two of them.</summary>
public sealed class HostWithManySnapshots : RunningHost
{
    internal override BillingConfiguration Configuration => BillingConfiguration.Default with { SnapshotEvery = 4 };
}

public sealed class When_the_past_is_asked_about(HostWithManySnapshots host) : IClassFixture<HostWithManySnapshots>
{
    readonly string _ledger = $"past-{Some.Id():n}";

    ApiClient Api => host.Api;

    [Fact]
    public async Task Should_tell_every_version_and_every_moment_of_an_account()
    {
        var wallet = await Lived();
        var (balance, held) = ("0", "0");
        var events = await Events(wallet);

        for (var index = 0; index < events.Count; index++)
        {
            var (e, version) = (events[index], index + 1);
            Assert.Equal(version, e.GetProperty("streamVersion").GetInt32());
            (balance, held) = (MemberOf(e, "balanceAfter") ?? balance, MemberOf(e, "heldAfter") ?? held);
            var at = e.GetProperty("occurredAt").GetString()!;

            var found = await Api.Get($"/v1/accounts/{wallet}/balance?version={version}");
            Assert.Equal((200, balance, held), (found.Status, Short(found["balance"]), Short(found["held"])));
            Assert.Equal((version.ToString(CultureInfo.InvariantCulture), at), (found["version"], found["asOf"]));

            if (index < events.Count - 1 && events[index + 1].GetProperty("occurredAt").GetString() == at)
                continue;
            found = await Api.Get($"/v1/accounts/{wallet}/balance?at={at}");
            Assert.Equal((200, balance, held), (found.Status, Short(found["balance"]), Short(found["held"])));
        }

        var now = await Api.Get($"/v1/accounts/{wallet}/balance");
        Assert.Equal((balance, held), (Short(now["balance"]), Short(now["held"])));
    }

    [Fact]
    public async Task Should_say_why_there_is_nothing_to_tell()
    {
        var wallet = await Api.WalletWith(_ledger, "5.00");
        var version = int.Parse((await Api.Get($"/v1/accounts/{wallet}"))["version"]!, CultureInfo.InvariantCulture);
        const string Before = "2020-01-01T00:00:00Z";

        Assert.Equal("account_not_yet_created", await Code($"{wallet}/balance?at={Before}", 404));
        Assert.Equal("account_not_yet_created", await Code($"{wallet}/balance/explain?from={Before}", 404));
        Assert.Equal("account_not_yet_created", await Code($"{wallet}/balance/explain?to={Before}", 404));
        Assert.Equal("version_not_reached", await Code($"{wallet}/balance?version={version + 1}", 404));
        Assert.Equal("account_not_found", await Code($"{Guid.Empty}/balance?version=1", 404));
        Assert.Equal("account_not_found", await Code($"{Guid.Empty}/balance/explain", 404));
        Assert.Equal("account_not_found", await Code($"{Guid.Empty}/events", 404));
        Assert.Equal("validation_failed", await Code($"{wallet}/balance?at=2999-01-01T00:00:00Z", 400));
    }

    [Fact]
    public async Task Should_explain_a_balance_while_it_changes()
    {
        var wallet = await Lived();
        var last = (await Api.Get($"/v1/accounts/{wallet}/balance"))["balance"];
        List<Answer> pages = [];
        for (string? cursor = ""; cursor is not null;)
        {
            pages.Add(await Api.Get($"/v1/accounts/{wallet}/balance/explain?limit=2{cursor}"));
            cursor = pages[^1]["nextCursor"] is { } next ? $"&cursor={next}" : null;
            await Api.TopUp($"{wallet}-more-{pages.Count}", ApiClient.Amount(_ledger, wallet, "3.00"));
        }

        Assert.True(pages.Count > 2);
        Assert.All(pages, page => Assert.Equal(("0.00", last), (Level(page, "opening"), Level(page, "closing"))));
        Assert.Equal(last, pages.Sum(SumOf).ToString("0.00", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Should_explain_what_came_between_two_moments()
    {
        var wallet = await Lived();
        var times = (await Events(wallet)).Select(e => e.GetProperty("occurredAt").GetString()!).Distinct().ToList();

        foreach (var (from, to) in times.SelectMany((from, index) => times.Skip(index).Select(to => (from, to))))
        {
            var explained = await Api.Get($"/v1/accounts/{wallet}/balance/explain?from={from}&to={to}");

            var (opening, closing) = (explained.Json.GetProperty("opening"), explained.Json.GetProperty("closing"));
            AssertLevel(await Api.Get($"/v1/accounts/{wallet}/balance?at={from}"), opening);
            AssertLevel(await Api.Get($"/v1/accounts/{wallet}/balance?at={to}"), closing);
            Assert.Equal(
                Number(closing.GetProperty("balance")), Number(opening.GetProperty("balance")) + SumOf(explained));
        }
    }

    /// <summary>A wallet with money that came, went, was held, captured, released and given back.</summary>
    async Task<string> Lived()
    {
        var wallet = await Api.WalletWith(_ledger, "100.00");
        var shop = await Api.OpenWallet(_ledger);
        await Api.Transfer(_ledger, wallet, shop, "10.00", $"{wallet}-1");
        var payment = (await Api.Authorize(_ledger, wallet, shop, "20.00", $"{wallet}-2"))["transactionId"];
        await Api.Withdraw(_ledger, wallet, "5.50", $"{wallet}-3");
        await Api.Capture(payment, "12.00", $"{wallet}-4");
        await Api.Void((await Api.Authorize(_ledger, wallet, shop, "7.00", $"{wallet}-5"))["transactionId"]);
        Assert.Equal(201, (await Api.Refund(payment, "2.00", $"{wallet}-6")).Status);
        Assert.Equal(201, (await Api.Authorize(_ledger, wallet, shop, "1.00", $"{wallet}-7")).Status);
        return wallet;
    }

    async Task<List<JsonElement>> Events(string wallet)
    {
        List<JsonElement> events = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Api.Get($"/v1/accounts/{wallet}/events?limit=3{cursor}");
            Assert.Equal(200, page.Status);
            events.AddRange(page.Json.GetProperty("items").EnumerateArray());
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : null;
        }

        return events;
    }

    async Task<string?> Code(string path, int status)
    {
        var answer = await Api.Get($"/v1/accounts/{path}");
        Assert.Equal(status, answer.Status);
        return answer.Code;
    }

    static string? Level(Answer page, string name) => page.Json.GetProperty(name).GetProperty("balance").GetString();

    static void AssertLevel(Answer balance, JsonElement level) => Assert.Equal(
        (balance["balance"], balance["held"], balance["available"], balance["version"]),
        (level.GetProperty("balance").ToString(), level.GetProperty("held").ToString(),
            level.GetProperty("available").ToString(), level.GetProperty("version").ToString()));

    static decimal SumOf(Answer explained) =>
        explained.Json.GetProperty("entries").EnumerateArray().Sum(entry => Number(entry.GetProperty("amount")));

    static decimal Number(JsonElement amount) => decimal.Parse(amount.GetString()!, CultureInfo.InvariantCulture);

    static string? MemberOf(JsonElement e, string name) =>
        e.GetProperty("data").TryGetProperty(name, out var value) ? Short(value.GetString()) : null;

    /// <summary>Events keep amounts as they were reckoned; answers show them at the scale of their currency.</summary>
    static string Short(string? amount) =>
        decimal.Parse(amount!, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture);
}
