using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("A movement of money, from request to final state.")]
sealed record TransactionBody(
    Guid TransactionId,
    [property: Description("The idempotency key under which it was requested.")] string TrackingId,
    string Ledger,
    TransactionType Type,
    TransactionStatus Status,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    [property: Description("Major units, without fees."), RegularExpression(Patterns.UnsignedAmount)] string Amount,
    string Currency,
    string? Reference,
    string? Description,
    JsonObject? Metadata,
    [property: Description("Why it failed; null unless it did.")] FailureBody? Failure,
    string CorrelationId,
    DateTimeOffset CreatedAt,
    [property: Description("When it reached its final state.")] DateTimeOffset? CompletedAt)
{
    [Description("Of a payment: what was taken; null until then."), RegularExpression(Patterns.UnsignedAmount)]
    public string? CapturedAmount { get; init; }

    [Description("Of a top-up, transfer or payment: what was given back."), RegularExpression(Patterns.UnsignedAmount)]
    public string? RefundedAmount { get; init; }

    [Description("Of a refund: what it refunds.")]
    public Guid? OriginalTransactionId { get; init; }

    [Description("Charged to the source on top, where a fee was."), RegularExpression(Patterns.UnsignedAmount)]
    public string? FeeAmount { get; init; }

    [Description("Of a refund: given back on top, where a fee was."), RegularExpression(Patterns.UnsignedAmount)]
    public string? FeeReturnedAmount { get; init; }

    [Description("Of a payment: when its hold ends.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("Of a payment: the card that it was made with.")]
    public Guid? CardId { get; init; }
}

sealed record TransactionsBody(
    IReadOnlyList<TransactionBody> Items,
    [property: Description("Null: this is the end. A page that is not full may have one.")] string? NextCursor);

sealed record FailureBody(string Code, string Detail);

[Description("The command is durable and will reach a final state.")]
sealed record TransactionProcessingBody(
    [property: Description("Always \"processing\".")] string Status,
    Guid TransactionId,
    string TrackingId,
    string CorrelationId,
    string Message);

[Description("What would come of a movement. Nothing was stored.")]
sealed record DryRunBody(
    [property: Description("Always true.")] bool DryRun,
    [property: Description("As the call would answer it: see the schema Transaction.")] JsonObject Transaction,
    IReadOnlyList<DryRunBalanceBody> Balances);

[Description("A balance as the movement would leave it.")]
sealed record DryRunBalanceBody(
    Guid AccountId,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Balance,
    [property: Description("Set aside."), RegularExpression(Patterns.UnsignedAmount)] string Held,
    [property: Description("Balance less held."), RegularExpression(Patterns.SignedAmount)] string Available);

[Description("What came of many movements, in the order of the items.")]
sealed record BulkAnswerBody(IReadOnlyList<BulkAnswerItemBody> Items)
{
    [Description("True when nothing was stored; otherwise left out.")]
    public bool? DryRun { get; init; }
}

[Description("What came of one of many: what it would have been told alone.")]
sealed record BulkAnswerItemBody(
    [property: Description("As an HTTP status: 201, 202, 400, 422, 503; 200 of a dry run.")] int Status)
{
    [Description("With 201 the transaction, with 202 that it is processing: as the schemas of those names say.")]
    public JsonObject? Transaction { get; init; }

    [Description("Of a dry run: balances as the movement would leave them.")]
    public IReadOnlyList<DryRunBalanceBody>? Balances { get; init; }

    [Description("With any other status.")]
    public ProblemBody? Problem { get; init; }

    [Description("True when it is the first answer to this key again.")]
    public bool? Replayed { get; init; }
}
