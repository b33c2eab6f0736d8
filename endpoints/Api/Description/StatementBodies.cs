using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("A page of changes of a balance, or of days, newest first.")]
sealed record BalanceHistoryBody(
    IReadOnlyList<BalanceHistoryItemBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A change: position to transactionId. Or a day: day to entries.")]
sealed record BalanceHistoryItemBody
{
    [Description("The version of the account that the change made.")]
    public int? Position { get; init; }

    public DateTimeOffset? At { get; init; }

    [Description("After the change. Major units, signed."), RegularExpression(Patterns.SignedAmount)]
    public string? Balance { get; init; }

    [Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)]
    public string? Amount { get; init; }

    public Guid? TransactionId { get; init; }

    [Description("Of UTC.")]
    public DateOnly? Day { get; init; }

    [Description("The balance before its first change. Major units, signed.")]
    public string? Opening { get; init; }

    [Description("Major units, signed.")]
    public string? Closing { get; init; }

    [Description("The lowest balance, the opening included.")]
    public string? Low { get; init; }

    [Description("The highest balance, the opening included.")]
    public string? High { get; init; }

    [Description("All that left, as a positive amount.")]
    public string? Debits { get; init; }

    [Description("All that came.")]
    public string? Credits { get; init; }

    public int? Entries { get; init; }
}

[Description("An account's statement. Opening, and what the lines add up to, is closing.")]
sealed record StatementBody(
    Guid AccountId,
    string Currency,
    DateTimeOffset From,
    [property: Description("What is from then on is not part of it; never later than the request.")] DateTimeOffset To,
    [property: Description("The balance at from. Major units, signed."), RegularExpression(Patterns.SignedAmount)]
    string Opening,
    [property: Description("The balance at to. Major units, signed."), RegularExpression(Patterns.SignedAmount)]
    string Closing,
    [property: Description("Oldest first.")] IReadOnlyList<EntryBody> Lines,
    StatementTotalsBody Totals);

sealed record StatementTotalsBody(
    [property: Description("All that left, as a positive amount.")] string Debits,
    string Credits,
    long Entries);
