using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only: requests are read, and answers written, member by member. Tests hold them together.

[Description("Which messages are to fail. It names a type, an account, or both.")]
sealed record NewFaultRuleBody
{
    [Description("Stable name of the messages, such as account.credit.v1."), MinLength(1), MaxLength(255)]
    public string? MessageType { get; init; }

    [Description("An account that the messages are about.")]
    public Guid? AccountId { get; init; }

    [Description("How many attempts fail; left out: all, until the rule is removed."), Range(1, 1_000_000)]
    public int? Times { get; init; }

    [Description("What the failures say."), MinLength(1), MaxLength(255)]
    public string? Text { get; init; }
}

[Description("All fault rules of the process, oldest first.")]
sealed record FaultRulesBody(IReadOnlyList<FaultRuleBody> Items);

[Description("A rule by which messages fail.")]
sealed record FaultRuleBody(
    int Id,
    string? MessageType,
    Guid? AccountId,
    [property: Description("How many attempts fail; null: all, until the rule is removed.")] int? Times,
    string? Text,
    [property: Description("How many attempts it has made fail.")] int Struck);

[Description("All read models.")]
sealed record ProjectionsBody(IReadOnlyList<ProjectionBody> Items);

[Description("A read model.")]
sealed record ProjectionBody(
    string Name,
    [property: Description("Of what it makes of the events.")] int Version,
    [property: Description("It is written with the events, and so never behind.")] bool IsInline,
    [property: Description("Events of the log that it has not passed; null: it has not begun.")] long? EventsBehind,
    [property: Description("Age of the oldest of them.")] double SecondsBehind,
    [property: Description("Why it stands still; null: it does not.")] string? StoppedBy);
