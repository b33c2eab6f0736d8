using System.Net;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class CardReadTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/cards";
    const string CardId = "00000001-2222-4333-8444-555555555555";

    static readonly string CardJson = Samples.OneLine($$"""
        {"cardId":"{{CardId}}","accountId":"{{Samples.WalletId}}","ledger":"main","status":"active","label":"Groceries",
        "expiresAt":"2028-03-04T05:06:07Z","createdAt":"2026-03-04T05:06:07Z","updatedAt":"2026-03-04T05:07:07Z"}
        """);

    [Fact]
    public async Task Should_show_a_card()
    {
        api.Engine.Cards = [Card(1)];

        var answer = await api.Get($"{Path}/{CardId}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(CardJson, answer.Text);
    }

    [Fact]
    public async Task Should_show_the_cards_of_an_account()
    {
        api.Engine.Cards = [Card(1)];

        var answer = await api.Get(Path);

        Assert.Equal($$"""{"items":[{{CardJson}}],"nextCursor":null}""", answer.Text);
        Assert.Equal(Guid.Parse(Samples.WalletId), api.Engine.Asked);
    }

    [Theory]
    [InlineData("no such card", Samples.WalletId, "00000002-2222-4333-8444-555555555555", "card_not_found")]
    [InlineData("no id", Samples.WalletId, "7", "card_not_found")]
    [InlineData("a card of another account", Samples.BankId, CardId, "card_not_found")]
    [InlineData("a card of no account", "7", CardId, "card_not_found")]
    [InlineData("the cards of no account", "7", null, "account_not_found")]
    public async Task Should_not_find(string what, string accountId, string? cardId, string code)
    {
        Assert.NotEqual("", what);
        api.Engine.Cards = [Card(1)];

        var answer = await api.Get($"/v1/accounts/{accountId}/cards{(cardId is null ? "" : $"/{cardId}")}");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task Should_not_know_the_cards_of_an_unknown_account()
    {
        api.Engine.Account = () => null;

        var answer = await api.Get(Path);
        api.Engine.Account = () => Samples.Account;

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("account_not_found", answer.Code);
    }

    internal static CardSnapshot Card(int number) => new(
        Guid.Parse($"{number:00000000}-2222-4333-8444-555555555555"),
        Guid.Parse(Samples.WalletId),
        "main",
        CardStatus.Active,
        "Groceries",
        ExpiresAt: Samples.At.AddYears(2),
        CreatedAt: Samples.At,
        UpdatedAt: Samples.At.AddMinutes(1));
}
