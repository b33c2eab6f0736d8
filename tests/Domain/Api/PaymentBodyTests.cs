using System.Net;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

public sealed class PaymentBodyTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/payment";

    [Fact]
    public async Task Should_capture_at_once_and_hold_for_a_week_unless_told_otherwise()
    {
        var command = await Take(MovementSamples.Movement());

        Assert.Equal(
            (CaptureMode.Automatic, TimeSpan.FromDays(7), null), (command.Capture, command.ExpiresIn, command.CardId));
    }

    [Theory]
    [InlineData("capture", "\"manual\"", CaptureMode.Manual, "7.00:00:00")]
    [InlineData("capture", "\"automatic\"", CaptureMode.Automatic, "7.00:00:00")]
    [InlineData("capture", "null", CaptureMode.Automatic, "7.00:00:00")]
    [InlineData("expiresIn", "\"PT1S\"", CaptureMode.Automatic, "00:00:01")]
    [InlineData("expiresIn", "\"P365D\"", CaptureMode.Automatic, "365.00:00:00")]
    [InlineData("expiresIn", "\"PT31536000S\"", CaptureMode.Automatic, "365.00:00:00")]
    [InlineData("expiresIn", "\"P1WT12H\"", CaptureMode.Automatic, "7.12:00:00")]
    [InlineData("expiresIn", "null", CaptureMode.Automatic, "7.00:00:00")]
    [InlineData("cardId", "null", CaptureMode.Automatic, "7.00:00:00")]
    public async Task Should_say_when_the_money_is_taken(
        string member, string json, CaptureMode capture, string expiresIn)
    {
        var command = await Take(MovementSamples.Movement(member, json));

        Assert.Equal(
            (capture, TimeSpan.Parse(expiresIn, System.Globalization.CultureInfo.InvariantCulture)),
            (command.Capture, command.ExpiresIn));
    }

    [Theory]
    [InlineData("capture in capitals", "capture", "\"Manual\"")]
    [InlineData("unknown capture", "capture", "\"later\"")]
    [InlineData("empty capture", "capture", "\"\"")]
    [InlineData("capture as boolean", "capture", "true")]
    [InlineData("capture as number", "capture", "1")]
    [InlineData("capture as text of a number", "capture", "\"1\"")]
    [InlineData("duration as number", "expiresIn", "60")]
    [InlineData("duration as text of a number", "expiresIn", "\"60\"")]
    [InlineData("empty duration", "expiresIn", "\"\"")]
    [InlineData("duration of nothing", "expiresIn", "\"PT0S\"")]
    [InlineData("negative duration", "expiresIn", "\"-PT1S\"")]
    [InlineData("duration in months", "expiresIn", "\"P1M\"")]
    [InlineData("duration in years", "expiresIn", "\"P1Y\"")]
    [InlineData("fraction of a second", "expiresIn", "\"PT0.5S\"")]
    [InlineData("a second above 365 days", "expiresIn", "\"P365DT1S\"")]
    [InlineData("duration beyond all measure", "expiresIn", "\"P999999999W\"")]
    [InlineData("duration in Arabic-Indic digits", "expiresIn", "\"PT\u0661S\"")]
    [InlineData("duration as object", "expiresIn", "{}")]
    [InlineData("card that is no UUID", "cardId", "\"4111111111111111\"")]
    [InlineData("card as number", "cardId", "4111111111111111")]
    [InlineData("nil card", "cardId", "\"00000000-0000-0000-0000-000000000000\"")]
    public async Task Should_refuse_and_name_the_field(string name, string member, string json)
    {
        var body = member == "cardId"
            ? MovementSamples.CardPayment(member, json)
            : MovementSamples.Movement(member, json);

        var answer = await Post(body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(("validation_failed", member), (answer.Code, answer.Fields));
    }

    [Theory]
    [InlineData("withdrawal", "capture", "\"manual\"")]
    [InlineData("withdrawal", "expiresIn", "\"PT1S\"")]
    [InlineData("transfer", "cardId", $"\"{Samples.CardId}\"")]
    [InlineData("topup", "capture", "\"manual\"")]
    public async Task Should_be_alone_in_having_its_members(string route, string member, string json)
    {
        var answer = await api.Post(
            $"/v1/transactions/{route}", MovementSamples.Movement(member, json), ("Idempotency-Key", "k"));

        Assert.Equal((HttpStatusCode.BadRequest, member), (answer.Status, answer.Fields));
    }

    [Fact]
    public async Task Should_take_the_money_of_the_cards_account()
    {
        api.Engine.Cards = [Card(Samples.BankId)];

        var command = await Take(MovementSamples.CardPayment());

        Assert.Equal(Guid.Parse(Samples.CardId), command.CardId);
        Assert.Equal(Guid.Parse(Samples.BankId), command.SourceAccountId);
        Assert.Equal(Guid.Parse(Samples.CardId), api.Engine.Asked);
    }

    [Theory]
    [InlineData("both", "cardId")]
    [InlineData("neither", "sourceAccountId")]
    [InlineData("both null", "sourceAccountId")]
    [InlineData("an account that is none, and no card", "sourceAccountId")]
    [InlineData("a number for an account, and no card", "sourceAccountId")]
    [InlineData("a card that is none, and no account", "cardId")]
    public async Task Should_need_either_an_account_or_a_card(string name, string field)
    {
        var body = name switch
        {
            "both" => MovementSamples.Movement("cardId", $"\"{Samples.CardId}\""),
            "both null" => MovementSamples.CardPayment("cardId", "null").Replace("{", "{\"sourceAccountId\":null,"),
            "an account that is none, and no card" => MovementSamples.Movement("sourceAccountId", "\"x\""),
            "a number for an account, and no card" => MovementSamples.Movement("sourceAccountId", "7"),
            "a card that is none, and no account" => MovementSamples.CardPayment("cardId", "7"),
            _ => MovementSamples.CardPayment("cardId", null),
        };

        var answer = await Post(body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(("validation_failed", field), (answer.Code, answer.Fields));
        Assert.Single(answer.Json.GetProperty("errors").GetProperty(field).EnumerateArray());
    }

    [Fact]
    public async Task Should_refuse_a_card_that_there_is_not()
    {
        api.Engine.Cards = [];

        var answer = await Post(MovementSamples.CardPayment());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "card_not_found"), (answer.Status, answer.Code));
        Assert.Equal(Samples.CardId, answer.Json.GetProperty("cardId").GetString());
        Assert.False(answer.Json.TryGetProperty("transactionId", out _));
        Assert.Null(answer.Header("Location"));
    }

    [Fact]
    public async Task Should_refuse_to_pay_the_cards_own_account()
    {
        api.Engine.Cards = [Card(Samples.WalletId)];

        var answer = await Post(MovementSamples.CardPayment());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "same_account"), (answer.Status, answer.Code));
    }

    static CardSnapshot Card(string accountId) => CardReadTests.Card(1) with
    {
        CardId = Guid.Parse(Samples.CardId),
        AccountId = Guid.Parse(accountId),
    };

    async Task<RequestPayment> Take(string body)
    {
        var answer = await Post(body);
        Assert.True(HttpStatusCode.Created == answer.Status, answer.Text);
        return Assert.IsType<RequestPayment>(api.Engine.Command);
    }

    Task<Answer> Post(string body) => api.Post(Path, body, ("Idempotency-Key", "k"));
}
