using System.Net;
using BillingEngine.Api;
using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Api;

public sealed class CardAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/cards";
    const string OneCard = $"{Path}/{Samples.CardId}";

    static readonly string CardJson = Samples.OneLine($$"""
        {"cardId":"{{Samples.CardId}}","accountId":"{{Samples.WalletId}}","ledger":"main","status":"issued",
        "label":"Groceries","expiresAt":"2029-03-04T05:06:07Z","createdAt":"2026-03-04T05:06:07Z",
        "updatedAt":"2026-03-04T05:06:07Z"}
        """);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_answer_with_the_card(bool isReplay)
    {
        var issued = await Post(Path, new AccountOutcome.CardAccepted(Samples.Card, isReplay));
        var changed = await Post($"{OneCard}/suspend", new AccountOutcome.CardAccepted(Samples.Card, isReplay));

        Assert.Equal((HttpStatusCode.Created, CardJson), (issued.Status, issued.Text));
        Assert.Equal((HttpStatusCode.OK, CardJson), (changed.Status, changed.Text));
        Assert.Equal($"/v1/accounts/{Samples.WalletId}/cards/{IssuedId}", issued.Header("Location"));
        Assert.Null(changed.Header("Location"));
        Assert.All([issued, changed], answer =>
            Assert.Equal(isReplay ? "true" : null, answer.Header("Idempotency-Replayed")));
    }

    [Theory]
    [InlineData("account_not_found", 404)]
    [InlineData("card_not_found", 404)]
    [InlineData("invalid_card_state", 422)]
    [InlineData("too_many_cards", 422)]
    [InlineData("account_frozen", 422)]
    [InlineData("account_closed", 422)]
    public async Task Should_answer_a_refusal(string code, int status)
    {
        var refusal = new Refusal(code, "Because.") { AccountId = Guid.Parse(Samples.WalletId) };

        foreach (var path in new[] { Path, $"{OneCard}/activate" })
        {
            var answer = await Post(path, new AccountOutcome.Refused(refusal, Replayed: true));

            Assert.Equal((HttpStatusCode)status, answer.Status);
            Assert.Equal(code, answer.Code);
            Assert.Equal("true", answer.Header("Idempotency-Replayed"));
            Assert.Null(answer.Header("Location"));
        }
    }

    [Theory]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"validFor":"PT0.001S"}""", "validFor")]
    public async Task Should_say_that_the_card_would_be_over_already(string body, string field)
    {
        var over = new Refusal(RefusalCodes.CardExpired, "The card would have expired before it was issued.");

        var answer = await Post(Path, new AccountOutcome.Refused(over, Replayed: true), body);

        Assert.Equal((HttpStatusCode.BadRequest, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Fields);
        Assert.Equal("true", answer.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Should_say_in_what_state_a_card_is_that_refuses()
    {
        var answer = await Post(
            $"{OneCard}/suspend", new AccountOutcome.Refused(Samples.CardIsExpired, Replayed: false));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_card_state"), (answer.Status, answer.Code));
        Assert.Equal("expired", answer.Json.GetProperty("cardStatus").GetString());
        Assert.False(answer.Json.TryGetProperty("accountStatus", out _));
    }

    [Theory]
    [InlineData("key reused", 422, "idempotency_key_reused", null)]
    [InlineData("overloaded", 503, "overloaded", "1")]
    [InlineData("unavailable", 503, "unavailable", "5")]
    public async Task Should_answer_what_was_not_taken_in(string name, int status, string code, string? retryAfter)
    {
        AccountOutcome outcome = name switch
        {
            "key reused" => new AccountOutcome.KeyReused(),
            "overloaded" => new AccountOutcome.Overloaded(),
            _ => new AccountOutcome.Unavailable(),
        };
        foreach (var answer in new[] { await Post(Path, outcome), await Post($"{OneCard}/expire", outcome) })
        {
            Assert.Equal((HttpStatusCode)status, answer.Status);
            Assert.Equal(code, answer.Code);
            Assert.Equal(retryAfter, answer.Header("Retry-After"));
        }
    }

    [Fact]
    public async Task Should_say_where_to_ask_for_what_is_not_finished()
    {
        var issued = await Post(Path, new AccountOutcome.Pending());
        var location = $"{Path}/{issued.Json.GetProperty("cardId").GetString()}";
        var changed = await Post($"{OneCard}/activate", new AccountOutcome.Pending());

        Assert.Equal((HttpStatusCode.Accepted, location), (issued.Status, issued.Header("Location")));
        Assert.Equal(HttpStatusCode.Accepted, changed.Status);
        Assert.Equal(Samples.CardId, changed.Json.GetProperty("cardId").GetString());
    }

    [Theory]
    [InlineData("/v1/accounts/7/cards", "account_not_found")]
    [InlineData($"/v1/accounts/7/cards/{Samples.CardId}/activate", "account_not_found")]
    [InlineData($"{Path}/7/activate", "card_not_found")]
    [InlineData($"{Path}/wallet/expire", "card_not_found")]
    public async Task Should_not_find_what_has_no_id(string path, string code)
    {
        var answer = await api.Post(path, "{}");

        Assert.Equal((HttpStatusCode.NotFound, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(Path)]
    [InlineData($"{OneCard}/suspend")]
    public async Task Should_not_find_the_account_whose_ledger_the_key_is_of(string path)
    {
        api.Engine.Account = () => null;

        var answer = await api.Post(path, "{}", ("Idempotency-Key", "k"));
        api.Engine.Account = () => Samples.Account;

        Assert.Equal((HttpStatusCode.NotFound, "account_not_found"), (answer.Status, answer.Code));
    }

    Guid IssuedId => Assert.IsType<Messages.Accounts.IssueCard>(_issued).CardId;

    Messaging.ICommand? _issued;

    async Task<Answer> Post(string path, AccountOutcome outcome, string body = "{}")
    {
        api.Engine.AccountOutcome = outcome;
        var answer = await api.Post(path, body);
        _issued = path == Path ? api.Engine.Command : _issued;
        api.Engine.AccountOutcome = new AccountOutcome.Accepted(Samples.Account, Replayed: false);
        return answer;
    }
}
