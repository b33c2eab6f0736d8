using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

[Description("A page of accounts, newest first.")]
sealed record AccountsBody(
    IReadOnlyList<AccountBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("How a balance became another one.")]
sealed record ExplanationBody(
    Guid AccountId,
    string Currency,
    DateTimeOffset From,
    DateTimeOffset To,
    [property: Description("At from, with what was recorded at that very time; without from: nothing.")]
    BalanceLevelBody Opening,
    [property: Description("Oldest first.")] IReadOnlyList<EntryBody> Entries,
    [property: Description("At to, with what was recorded at that very time; the same on every page.")]
    BalanceLevelBody Closing,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("What an account had at a version.")]
sealed record BalanceLevelBody(
    [property: Description("Major units, signed."), RegularExpression(Patterns.SignedAmount)] string Balance,
    [property: Description("Set aside."), RegularExpression(Patterns.UnsignedAmount)] string Held,
    [property: Description("Balance less held."), RegularExpression(Patterns.SignedAmount)] string Available,
    [property: Description("0: before the account was created.")] int Version);
