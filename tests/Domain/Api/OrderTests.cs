using System.Net;
using BillingEngine.Api;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>POST /v1/transactions/{id}/capture and /void</summary>
public sealed class OrderTests : IClassFixture<TestApi>
{
    const string Capture = $"/v1/transactions/{Samples.TransactionId}/capture";
    const string Void = $"/v1/transactions/{Samples.TransactionId}/void";

    static readonly Guid Id = Guid.Parse(Samples.TransactionId);
    readonly TestApi _api;

    public OrderTests(TestApi api)
    {
        _api = api;
        api.Engine.Transaction = MovementSamples.Authorized with { Ledger = "eu" };
        api.Engine.TransactionOutcome = new TransactionOutcome.Settled(MovementSamples.Captured, Replayed: false);
    }

    [Theory]
    [InlineData("all", "{}", null)]
    [InlineData("null for all", """{"amount":null}""", null)]
    [InlineData("a part", """{"amount":"20"}""", "20.00")]
    [InlineData("more than there is", """{"amount":"60.00"}""", "60.00")]
    [InlineData("no body", "", null)]
    public async Task Should_capture(string name, string body, string? amount)
    {
        var answer = body.Length == 0
            ? await _api.Send(HttpMethod.Post, Capture, null, null, ("Idempotency-Key", "k"))
            : await _api.Post(Capture, body, ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.Created == answer.Status, $"{name}: {answer.Text}");
        var command = Assert.IsType<CapturePayment>(_api.Engine.Command);
        Assert.Equal((Id, amount), (command.TransactionId, command.Amount is { } given ? $"{given}" : null));
        Assert.Equal(DeterministicId.Request("eu", "k"), _api.Engine.Identity!.RequestId);
        Assert.Equal($"/v1/transactions/{Samples.TransactionId}", answer.Header("Location"));
    }

    [Theory]
    [InlineData("without a reason", "{}", null)]
    [InlineData("with a reason", """{"reason":"out of stock"}""", "out of stock")]
    public async Task Should_void(string name, string body, string? reason)
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.Settled(
            MovementSamples.Authorized with { Status = TransactionStatus.Voided, CompletedAt = Samples.At },
            Replayed: false);

        var answer = await _api.Post(Void, body, ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.OK == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("voided", answer.Json.GetProperty("status").GetString());
        Assert.Equal(new VoidPayment(Id, reason), _api.Engine.Command);
        Assert.Equal(DeterministicId.Request("eu", "k"), _api.Engine.Identity!.RequestId);
    }

    [Fact]
    public async Task Should_void_without_a_key_and_without_a_body()
    {
        var answer = await _api.Send(HttpMethod.Post, Void, null, null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(_api.Engine.Identity);
    }

    [Fact]
    public async Task Should_need_a_key_to_capture()
    {
        var answer = await _api.Post(Capture, "{}");

        Assert.Equal(("idempotency_key_missing", "Idempotency-Key"), (answer.Code, answer.Fields));
    }

    [Theory]
    [InlineData("amount as number", Capture, "amount", "20", "amount_invalid")]
    [InlineData("empty amount", Capture, "amount", "\"\"", "amount_invalid")]
    [InlineData("amount zero", Capture, "amount", "\"0.00\"", "amount_invalid")]
    [InlineData("negative amount", Capture, "amount", "\"-1.00\"", "amount_invalid")]
    [InlineData("amount with exponent", Capture, "amount", "\"1e1\"", "amount_invalid")]
    [InlineData("amount in Arabic-Indic digits", Capture, "amount", "\"\u0661\"", "amount_invalid")]
    [InlineData("amount of a scale too fine", Capture, "amount", "\"20.001\"", "amount_scale")]
    [InlineData("amount of 30 digits", Capture, "amount", "\"123456789012345678901234567890\"", "amount_too_large")]
    [InlineData("currency", Capture, "currency", "\"USD\"", "validation_failed")]
    [InlineData("reason of a void", Capture, "reason", "\"x\"", "validation_failed")]
    [InlineData("amount of a capture", Void, "amount", "\"20.00\"", "validation_failed")]
    [InlineData("empty reason", Void, "reason", "\"\"", "validation_failed")]
    [InlineData("reason as number", Void, "reason", "7", "validation_failed")]
    [InlineData("reason with a line feed", Void, "reason", "\"a\\nb\"", "validation_failed")]
    [InlineData("reason of 1001 characters", Void, "reason", "LONG1001", "validation_failed")]
    public async Task Should_refuse_and_name_the_field(
        string name, string path, string member, string json, string code)
    {
        var answer = await _api.Post(
            path, $$"""{"{{member}}":{{LongValues.Expand(json)}}}""", ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal((code, member), (answer.Code, answer.Fields));
    }

    [Theory]
    [InlineData("yen", "JPY", "20.5", 0)]
    [InlineData("dinars", "BHD", "20.5005", 3)]
    [InlineData("an asset that has been taken out", "GONE", "20.5005", 3)]
    public async Task Should_check_the_amount_against_the_payments_currency(
        string name, string currency, string amount, int scale)
    {
        _api.Engine.Transaction = MovementSamples.Authorized with
        {
            Amount = new Money(Amounts.AtScale(50m, scale), new(currency)),
        };

        var answer = await _api.Post(Capture, $$"""{"amount":"{{amount}}"}""", ("Idempotency-Key", "k"));

        Assert.True("amount_scale" == answer.Code, $"{name}: {answer.Text}");
    }

    [Theory]
    [InlineData("unknown", Samples.TransactionId)]
    [InlineData("no UUID", "7")]
    public async Task Should_not_find_what_is_not_there(string name, string id)
    {
        _api.Engine.Transaction = null;

        foreach (var order in (string[])["capture", "void", "refund"])
        {
            var answer = await _api.Post($"/v1/transactions/{id}/{order}", "{}", ("Idempotency-Key", "k"));
            Assert.True((HttpStatusCode.NotFound, "transaction_not_found") == (answer.Status, answer.Code), name);
        }
    }

    [Theory]
    [InlineData("refused", 422, "transaction_not_capturable")]
    [InlineData("refused, again", 422, "transaction_not_capturable")]
    [InlineData("failed", 422, "balance_limit_exceeded")]
    [InlineData("expired", 422, "reservation_expired")]
    [InlineData("key reused", 422, "idempotency_key_reused")]
    [InlineData("overloaded", 503, "overloaded")]
    [InlineData("unavailable", 503, "unavailable")]
    public async Task Should_answer_what_did_not_take_place(string outcome, int status, string code)
    {
        var refusal = new Refusal("transaction_not_capturable", "No.");
        _api.Engine.TransactionOutcome = outcome switch
        {
            "refused" => new TransactionOutcome.Refused(refusal, Replayed: false),
            "refused, again" => new TransactionOutcome.Refused(refusal, Replayed: true),
            "failed" => new TransactionOutcome.Settled(
                MovementSamples.Authorized.After(new TransactionFailed(Id, Samples.LimitExceeded), Samples.At), false),
            "expired" => new TransactionOutcome.Settled(
                MovementSamples.Authorized.After(new TransactionExpired(Id), Samples.At), Replayed: false),
            "key reused" => new TransactionOutcome.KeyReused(),
            "overloaded" => new TransactionOutcome.Overloaded(),
            _ => new TransactionOutcome.Unavailable(),
        };

        var answer = await _api.Post(Capture, "{}", ("Idempotency-Key", "k"));

        Assert.Equal(((HttpStatusCode)status, code), (answer.Status, answer.Code));
        var isOfTransaction = outcome is "refused" or "refused, again" or "failed" or "expired";
        Assert.Equal(isOfTransaction, answer.Json.TryGetProperty("transactionId", out _));
        Assert.Equal(isOfTransaction, answer.Header("Location") is not null);
        Assert.Equal(outcome == "refused, again" ? "true" : null, answer.Header("Idempotency-Replayed"));
        if (isOfTransaction)
            Assert.Equal("correlation-of-the-first", answer.Json.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Should_say_where_to_ask_for_what_is_not_finished()
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.Pending(Id);

        var answer = await _api.Post(Capture, "{}", ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal($"/v1/transactions/{Samples.TransactionId}", answer.Header("Location"));
        Assert.Equal("key-1", answer.Json.GetProperty("trackingId").GetString());
    }
}
