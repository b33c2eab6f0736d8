using System.Net;
using System.Text.Json;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Lists are alike in how they come in pages.</summary>
public sealed class PageTests(TestApi api) : IClassFixture<TestApi>
{
    const string Account = $"/v1/accounts/{Samples.WalletId}";

    static readonly CardSnapshot[] Cards = [.. Enumerable.Range(1, 60).Select(CardReadTests.Card)];

    static readonly LedgerEntry[] Entries =
    [
        .. Enumerable.Range(1, 60).Reverse().Select(position => new LedgerEntry(
            position,
            Samples.At,
            Guid.Parse(Samples.TransactionId),
            TransactionType.Topup,
            "credit",
            Amount: 1m,
            BalanceAfter: position,
            CounterpartyAccountId: null,
            Reference: null)),
    ];

    [Theory]
    [InlineData("entries", "", 50)]
    [InlineData("entries", "?limit=1", 1)]
    [InlineData("entries", "?limit=59", 59)]
    [InlineData("entries", "?limit=60", 60)]
    [InlineData("entries", "?limit=200", 60)]
    [InlineData("cards", "", 50)]
    [InlineData("cards", "?limit=1", 1)]
    [InlineData("cards", "?limit=59", 59)]
    [InlineData("cards", "?limit=60", 60)]
    [InlineData("cards", "?limit=200", 60)]
    public async Task Should_show_as_many_as_asked_for(string list, string query, int shown)
    {
        Fill();

        var answer = await api.Get($"{Account}/{list}{query}");

        Assert.Equal(shown, answer.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(
            shown < 60 ? JsonValueKind.String : JsonValueKind.Null, answer.Json.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Should_go_on_where_the_page_before_has_ended()
    {
        Fill();

        var first = await api.Get($"{Account}/entries?limit=25");
        await api.Get($"{Account}/entries?limit=25&cursor={Cursor(first)}");

        Assert.Equal(36, first.Json.GetProperty("items")[24].GetProperty("position").GetInt32());
        Assert.Equal((36, 26), (api.Engine.EntryQuery!.Before, api.Engine.EntryQuery.Limit));
    }

    [Fact]
    public async Task Should_show_each_card_once()
    {
        Fill();
        List<string> seen = [];
        for (var query = "?limit=25"; query is not null;)
        {
            var answer = await api.Get($"{Account}/cards{query}");
            var items = answer.Json.GetProperty("items").EnumerateArray();
            seen.AddRange(items.Select(card => card.GetProperty("cardId").GetString()!));
            query = Cursor(answer) is { } cursor ? $"?limit=25&cursor={cursor}" : null;
        }

        Assert.Equal(Cards.Select(card => card.CardId.ToString()), seen);
    }

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "201")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "1.0")]
    [InlineData("limit", "99999999999")]
    [InlineData("limit", "ten")]
    [InlineData("limit", "")]
    [InlineData("limit", "5&limit=5")]
    [InlineData("cursor", "")]
    [InlineData("cursor", "7")]
    [InlineData("cursor", "!")]
    [InlineData("cursor", "b3RoZXIvNw")]
    [InlineData("cursor", "ZW50cmllcy94")]
    [InlineData("cursor", "Y2FyZHMveA")]
    [InlineData("cursor", "_w")]
    public async Task Should_name_what_is_wrong(string name, string value)
    {
        foreach (var list in new[] { "entries", "cards" })
        {
            var answer = await api.Get($"{Account}/{list}?{name}={value}");

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal("validation_failed", answer.Code);
            Assert.Equal(name, answer.Fields);
        }
    }

    [Fact]
    public async Task Should_refuse_the_cursor_of_another_list()
    {
        Fill();
        var cursor = Cursor(await api.Get($"{Account}/cards?limit=1"));

        var answer = await api.Get($"{Account}/entries?cursor={cursor}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("cursor", answer.Fields);
    }

    static string? Cursor(Answer answer) => answer.Json.GetProperty("nextCursor").GetString();

    void Fill()
    {
        api.Engine.Entries = Entries;
        api.Engine.Cards = Cards;
    }
}
