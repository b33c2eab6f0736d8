using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only: answers are written member by member. A test holds the two against each other.

[Description("An account as it stands at one version.")]
sealed record AccountBody(
    Guid AccountId,
    string Ledger,
    string OwnerId,
    string OwnerType,
    AccountKind Kind,
    string Currency,
    AccountStatus Status,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Balance,
    [property: Description("Set aside."), RegularExpression(Patterns.UnsignedAmount)] string Held,
    [property: Description("Balance less held."), RegularExpression(Patterns.SignedAmount)] string Available,
    string? MinBalance,
    string? MaxBalance,
    string? CreditLimit,
    [property: Description("The most that one transaction may take from it.")] string? PerTransactionLimit,
    [property: Description("The most that may leave it in one day (UTC), with fees.")] string? DailyLimit,
    int KycLevel,
    JsonObject? Metadata,
    [property: Description("How many events made it what it is.")] int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

[Description("The command is durable and will be carried out.")]
sealed record AccountProcessingBody(
    [property: Description("Always \"processing\".")] string Status,
    Guid AccountId,
    string CorrelationId,
    string Message);

[Description("The balance of an account.")]
sealed record BalanceBody(
    Guid AccountId,
    string Currency,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Balance,
    [property: Description("Set aside."), RegularExpression(Patterns.UnsignedAmount)] string Held,
    [property: Description("Balance less held."), RegularExpression(Patterns.SignedAmount)] string Available,
    int Version,
    DateTimeOffset AsOf);

[Description("A page of ledger entries, newest first.")]
sealed record EntriesBody(
    IReadOnlyList<EntryBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A change of an account's balance.")]
sealed record EntryBody(
    [property: Description("The version of the account that it made.")] int Position,
    DateTimeOffset At,
    Guid TransactionId,
    [property: Description("Type of the transaction.")] TransactionType Type,
    [property: Description("debit, credit or fee, or the reversal of one, such as debit_reversal.")]
    string Entry,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Amount,
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string BalanceAfter,
    [property: Description("Null for a reversal.")] Guid? CounterpartyAccountId,
    string? Reference);

[Description("A page of cards, newest first.")]
sealed record CardsBody(
    IReadOnlyList<CardBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A card as it stands. It has no number.")]
sealed record CardBody(
    Guid CardId,
    Guid AccountId,
    string Ledger,
    CardStatus Status,
    string? Label,
    [property: Description("From then on no payment can be made with it.")] DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

sealed record LiveBody(string Status);

sealed record ReadyBody(string Status, IReadOnlyList<ReadyCheckBody> Checks);

sealed record ReadyCheckBody(string Name, bool Healthy, string Detail);

[Description("An error (RFC 9457). Decide by code: it is stable, the texts are not.")]
sealed record ProblemBody
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    [Description("Stable name of the error.")]
    public required string Code { get; init; }

    [Description("What to name when asking the operator.")]
    public required string TraceId { get; init; }

    [Description("The transaction on record as failed.")]
    public Guid? TransactionId { get; init; }

    public Guid? AccountId { get; init; }

    [Description("The card that there is not.")]
    public Guid? CardId { get; init; }

    public string? Currency { get; init; }

    public string? Requested { get; init; }

    public string? Available { get; init; }

    public string? Shortfall { get; init; }

    public string? Limit { get; init; }

    [Description("State of the account that refused.")]
    public string? AccountStatus { get; init; }

    [Description("What is wrong with each field or header.")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    [Description("State of the card that refused.")]
    public string? CardStatus { get; init; }
}
