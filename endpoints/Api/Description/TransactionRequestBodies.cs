using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Api.Transactions;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in RequestBodies.cs.

/// <summary>What all movements have in common.</summary>
abstract record MovementBody
{
    [Description(Texts.Amount), RegularExpression(Patterns.UnsignedAmount)]
    public required string Amount { get; init; }

    [Description(Texts.Currency)]
    public required string Currency { get; init; }

    [Description(Texts.Ledger), RegularExpression(Patterns.Ledger), MaxLength(100), DefaultValue("main")]
    public string? Ledger { get; init; }

    [Description("The caller's own reference, such as an invoice number."), MinLength(1), MaxLength(255)]
    public string? Reference { get; init; }

    [Description("For people to read."), MinLength(1), MaxLength(1000)]
    public string? Description { get; init; }

    [Description(Texts.Metadata)]
    public JsonObject? Metadata { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Requests a top-up.")]
sealed record TopupBody : MovementBody
{
    [Description("Where the money comes from; left out, the ledger's external account of the currency.")]
    public Guid? SourceAccountId { get; init; }

    [Description("The wallet that receives the money.")]
    public required Guid DestinationAccountId { get; init; }
}

[Description("Requests a withdrawal.")]
sealed record WithdrawalBody : MovementBody
{
    [Description("The wallet that gives the money.")]
    public required Guid SourceAccountId { get; init; }

    [Description("Where the money goes to; left out, the ledger's external account of the currency.")]
    public Guid? DestinationAccountId { get; init; }
}

[Description("Requests a transfer.")]
sealed record TransferBody : MovementBody
{
    [Description("The wallet that gives the money.")]
    public required Guid SourceAccountId { get; init; }

    [Description("The wallet that receives the money.")]
    public required Guid DestinationAccountId { get; init; }
}

[Description("Requests a payment. Exactly one of sourceAccountId and cardId says where the money comes from.")]
sealed record PaymentBody : MovementBody
{
    [Description("The wallet that gives the money.")]
    public Guid? SourceAccountId { get; init; }

    [Description("The card that it is paid with: its wallet gives the money.")]
    public Guid? CardId { get; init; }

    [Description("The account that receives the money.")]
    public required Guid DestinationAccountId { get; init; }

    [Description("When the money is taken: at once, or when it is told to."), DefaultValue(CaptureMode.Automatic)]
    public CaptureMode? Capture { get; init; }

    [Description(Texts.ExpiresIn), RegularExpression(Patterns.Duration), DefaultValue("P7D")]
    public string? ExpiresIn { get; init; }
}

[Description("One of many movements: the members are those of its type.")]
sealed record BulkItemBody : MovementBody
{
    [Description("The type of the movement.")]
    public required MovementType Type { get; init; }

    [Description("As of its type.")]
    public Guid? SourceAccountId { get; init; }

    [Description("As of its type.")]
    public Guid? DestinationAccountId { get; init; }

    [Description("Of a payment.")]
    public Guid? CardId { get; init; }

    [Description("Of a payment."), DefaultValue(CaptureMode.Automatic)]
    public CaptureMode? Capture { get; init; }

    [Description(Texts.ExpiresIn), RegularExpression(Patterns.Duration), DefaultValue("P7D")]
    public string? ExpiresIn { get; init; }
}

[Description("Requests many movements, each with its own idempotencyKey; the header does not count.")]
sealed record BulkBody
{
    [Description("In the order in which they are taken on."), MinLength(1), MaxLength(BulkItems.MaxItems)]
    public required IReadOnlyList<BulkItemBody> Items { get; init; }
}

[Description("Captures an authorized payment.")]
sealed record CaptureBody
{
    [Description("What to take; left out, all. The rest is released."), RegularExpression(Patterns.UnsignedAmount)]
    public string? Amount { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Releases an authorized payment.")]
sealed record VoidBody
{
    [Description("Why, for the record."), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Refunds a transaction.")]
sealed record RefundBody
{
    [Description("What to give back; left out, what is left."), RegularExpression(Patterns.UnsignedAmount)]
    public string? Amount { get; init; }

    [Description("Why; the refund's description."), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}
