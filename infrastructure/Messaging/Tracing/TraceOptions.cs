namespace BillingEngine.Messaging.Tracing;

/// <summary>What is kept of how messages were handled.</summary>
public sealed record TraceOptions
{
    /// <summary>Share of the conversations that are traced, 0 to 1. Those with a failure always are.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Whether the messages themselves are kept, so that they can be looked at, and replayed.</summary>
    public bool KeepsBodies { get; init; } = true;

    /// <summary>After that a trace is removed.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}
