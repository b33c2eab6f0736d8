using System.Globalization;
using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>POST /v1/transactions/{id}/refund</summary>
public sealed class RefundTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/transactions/{Samples.TransactionId}/refund";

    [Fact]
    public async Task Should_exchange_source_and_destination()
    {
        var command = await Take(
            MovementSamples.Captured with { Ledger = "eu" }, """{"amount":"5","reason":"broken"}""");

        Assert.Equal(DeterministicId.Request("eu", "k"), command.TransactionId);
        Assert.Equal(("k", "eu"), (command.TrackingId, command.Ledger));
        Assert.Equal(Guid.Parse(Samples.WalletId), command.SourceAccountId);
        Assert.Equal(Guid.Parse(Samples.BankId), command.DestinationAccountId);
        Assert.Equal(Guid.Parse(Samples.TransactionId), command.OriginalTransactionId);
        Assert.Equal(("5.00 USD", "broken"), (command.Amount.ToString(), command.Description));
        Assert.Null(command.Reference ?? command.Metadata?.Value);
    }

    [Theory]
    [InlineData("all of a transfer", "100.00", null, "0", "100.00")]
    [InlineData("the rest of a transfer", "100.00", null, "30.00", "70.00")]
    [InlineData("what was captured", "100.00", "40.00", "0", "40.00")]
    [InlineData("the rest of what was captured", "100.00", "40.00", "15.50", "24.50")]
    [InlineData("nothing is left of a transfer: all", "100.00", null, "100.00", "100.00")]
    [InlineData("nothing is left of what was captured: all of that", "100.00", "40.00", "40.00", "40.00")]
    public async Task Should_refund_what_is_left_unless_told_otherwise(
        string name, string amount, string? captured, string refunded, string expected)
    {
        var original = Samples.Completed with
        {
            Type = captured is null ? TransactionType.Transfer : TransactionType.Payment,
            Amount = new Money(Parse(amount), new CurrencyCode("USD")),
            CapturedAmount = captured is null ? null : Parse(captured),
            RefundedAmount = Parse(refunded),
        };

        var command = await Take(original, "{}");

        Assert.True(Parse(expected) == command.Amount.Amount, $"{name}: {command.Amount}");
    }

    [Fact]
    public async Task Should_be_the_same_request_again_though_less_is_left()
    {
        var first = await Take(MovementSamples.Captured, "{}");
        var second = await Take(MovementSamples.Captured with { RefundedAmount = 20m }, """{"amount":null}""");
        var other = await Take(MovementSamples.Captured, """{"amount":"15.00"}""");

        Assert.NotEqual(first.Amount, second.Amount);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
    }

    [Theory]
    [InlineData("amount as number", "amount", "20", "amount_invalid")]
    [InlineData("amount zero", "amount", "\"0\"", "amount_invalid")]
    [InlineData("negative amount", "amount", "\"-1\"", "amount_invalid")]
    [InlineData("amount with exponent", "amount", "\"1e1\"", "amount_invalid")]
    [InlineData("amount in fullwidth digits", "amount", "\"\uFF11\"", "amount_invalid")]
    [InlineData("amount of a scale too fine", "amount", "\"1.001\"", "amount_scale")]
    [InlineData("amount of 30 digits", "amount", "\"123456789012345678901234567890\"", "amount_too_large")]
    [InlineData("empty reason", "reason", "\"\"", "validation_failed")]
    [InlineData("reason as object", "reason", "{}", "validation_failed")]
    [InlineData("reason of 1001 characters", "reason", "LONG1001", "validation_failed")]
    [InlineData("currency", "currency", "\"USD\"", "validation_failed")]
    [InlineData("description", "description", "\"x\"", "validation_failed")]
    [InlineData("unknown member", "x", "1", "validation_failed")]
    public async Task Should_refuse_and_name_the_field(string name, string member, string json, string code)
    {
        api.Engine.Transaction = MovementSamples.Captured;

        var answer = await api.Post(Path, $$"""{"{{member}}":{{LongValues.Expand(json)}}}""", ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal((code, member), (answer.Code, answer.Fields));
    }

    [Fact]
    public async Task Should_need_a_key()
    {
        api.Engine.Transaction = MovementSamples.Captured;

        var answer = await api.Send(HttpMethod.Post, Path, null, null);

        Assert.Equal(("idempotency_key_missing", "Idempotency-Key"), (answer.Code, answer.Fields));
    }

    async Task<RequestRefund> Take(TransactionSnapshot original, string body)
    {
        api.Engine.Transaction = original;
        var answer = await api.Post(Path, body, ("Idempotency-Key", "k"));
        Assert.True(HttpStatusCode.Created == answer.Status, answer.Text);
        return Assert.IsType<RequestRefund>(api.Engine.Command);
    }

    static decimal Parse(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
