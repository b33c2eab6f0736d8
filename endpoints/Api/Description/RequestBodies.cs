using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only: requests are read member by member. A test holds the two against each other.

[Description("Opens an account.")]
sealed record CreateAccountBody
{
    [Description("Identity of the account; left out, it follows from ledger and idempotency key, or is random.")]
    public Guid? AccountId { get; init; }

    [Description(Texts.Ledger), RegularExpression(Patterns.Ledger), MaxLength(100), DefaultValue("main")]
    public string? Ledger { get; init; }

    [Description("Whose account it is, in the caller's own terms."), MinLength(1), MaxLength(255)]
    public required string OwnerId { get; init; }

    [Description("What kind of owner that is, such as customer or shop."), MinLength(1), MaxLength(255)]
    public required string OwnerType { get; init; }

    [Description("What the account is for. External accounts stand for the world outside and may go below zero.")]
    public required AccountKind Kind { get; init; }

    [Description(Texts.Currency)]
    public required string Currency { get; init; }

    [Description("Whether it may be used at once; if not, it stays pending until it is activated."), DefaultValue(true)]
    public bool? Activate { get; init; }

    [Description("Lowest balance, maybe below zero."), RegularExpression(Patterns.SignedAmount)]
    public string? MinBalance { get; init; }

    [Description("Highest balance."), RegularExpression(Patterns.UnsignedAmount)]
    public string? MaxBalance { get; init; }

    [Description("How far below zero the balance may go on credit."), RegularExpression(Patterns.UnsignedAmount)]
    public string? CreditLimit { get; init; }

    [Description("How well the owner is known; 0: not identified."), Range(0, KycLevels.Highest), DefaultValue(0)]
    public int? KycLevel { get; init; }

    [Description("Funds the account by a top-up; above zero."), RegularExpression(Patterns.UnsignedAmount)]
    public string? InitialBalance { get; init; }

    [Description(Texts.Metadata)]
    public JsonObject? Metadata { get; init; }

    [Description(Texts.IdempotencyKey), RegularExpression(Patterns.IdempotencyKey), MinLength(1), MaxLength(255)]
    public string? IdempotencyKey { get; init; }
}

static class Patterns
{
    public const string UnsignedAmount = @"^[0-9]{1,18}(\.[0-9]+)?$";
    public const string SignedAmount = @"^-?[0-9]{1,18}(\.[0-9]+)?$";
    public const string Ledger = "^[A-Za-z0-9._:-]{1,100}$";
    public const string IdempotencyKey = "^[ -~]{1,255}$";
    public const string Duration = "^P(?!$)([0-9]+W)?([0-9]+D)?(T(?!$)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$";
}

static class Texts
{
    public const string Ledger = "Name of the ledger. Money never crosses ledgers.";
    public const string Currency = "ISO 4217 code, or the code of a configured asset.";
    public const string Amount = "Decimal string in major units, above zero, at the currency's scale: \"10.00\".";
    public const string NextCursor = "Asks for the next page as the query parameter cursor; null on the last page.";
    public const string Metadata = "An object of the caller's own, of at most 8 KB, given back as it came.";
    public const string Reason = "Why, for the record.";
    public const string ExpiresIn = "How long the money is held: an ISO 8601 duration above zero, at most 365 days.";
    public const string IdempotencyKey = "The same as the header Idempotency-Key, for whoever cannot set headers.";
}
