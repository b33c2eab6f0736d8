using System.Text.Json.Serialization;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

public readonly record struct CancelledMovement(Guid TransactionId, MovementPart Part);

/// <summary>Money set aside for a transaction; major units.</summary>
/// <param name="Amount">With the fee.</param>
public sealed record Hold(decimal Amount, decimal Fee, FeeRule? FeeRule, DateTimeOffset? ExpiresAt, DateOnly PlacedOn);

public sealed record Card(
    CardStatus Status, string? Label, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What has left an account on one day (UTC), or is held since that day.</summary>
// Without it a struct is read by its parameterless constructor, and missing members pass as defaults.
[method: JsonConstructor]
public readonly record struct DailySpending(DateOnly Day, decimal Amount)
{
    public decimal On(DateOnly day) => day == Day ? Amount : 0m;

    public DailySpending Plus(decimal amount, DateOnly day) => new(day, On(day) + amount);

    /// <summary>Of another day than the last nothing is asked any more.</summary>
    public DailySpending Minus(decimal amount, DateOnly? day) =>
        day == Day ? this with { Amount = Amount - amount } : this;
}
