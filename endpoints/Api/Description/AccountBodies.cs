using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only: requests are read, and answers written, member by member. Tests hold them together.

[Description("Activates a pending account.")]
sealed record ActivateAccountBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Changes the status of an account.")]
sealed record ChangeAccountStatusBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Sets some limits, removes those that are null, and leaves the rest. It names at least one, or kycLevel.")]
sealed record ChangeLimitsBody
{
    [Description("Lowest balance, maybe below zero."), RegularExpression(Patterns.SignedAmount)]
    public string? MinBalance { get; init; }

    [Description("Highest balance."), RegularExpression(Patterns.UnsignedAmount)]
    public string? MaxBalance { get; init; }

    [Description("How far below zero the balance may go on credit."), RegularExpression(Patterns.UnsignedAmount)]
    public string? CreditLimit { get; init; }

    [Description("The most that one transaction may take from it, without fees.")]
    [RegularExpression(Patterns.UnsignedAmount)]
    public string? PerTransactionLimit { get; init; }

    [Description("The most that may leave it in one day (UTC), with fees."), RegularExpression(Patterns.UnsignedAmount)]
    public string? DailyLimit { get; init; }

    [Description("How well the owner is known; 0: not identified. Never null."), Range(0, KycLevels.Highest)]
    public int? KycLevel { get; init; }

    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Issues a card.")]
sealed record IssueCardBody
{
    [Description("For people to read."), MinLength(1), MaxLength(255)]
    public string? Label { get; init; }

    [Description("When it expires, in UTC; not beside validFor.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("How long it is valid from now on: an ISO 8601 duration, at most 100 years."), DefaultValue("P3Y")]
    public string? ValidFor { get; init; }

    [Description("Whether it is good for payments at once."), DefaultValue(false)]
    public bool? Activate { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("Changes the status of a card.")]
sealed record ChangeCardBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

[Description("The command is durable and will be carried out.")]
sealed record CardProcessingBody(
    [property: Description("Always \"processing\".")] string Status,
    Guid AccountId,
    Guid CardId,
    string CorrelationId,
    string Message);
