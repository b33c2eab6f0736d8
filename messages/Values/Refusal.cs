namespace BillingEngine.Messages;

/// <summary>A business refusal: the stable code, a sentence for people, and the numbers behind it, in major units.</summary>
public sealed record Refusal(string Code, string Detail)
{
    public Guid? AccountId { get; init; }

    public CurrencyCode? Currency { get; init; }

    public decimal? Requested { get; init; }

    public decimal? Available { get; init; }

    public decimal? Shortfall { get; init; }

    public decimal? Limit { get; init; }

    public string? Status { get; init; }
}
