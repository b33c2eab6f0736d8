using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Which messages are delivered once more.</summary>
public abstract record RetrySelection
{
    /// <summary>Failed ones, and resolved ones: a replay of what has succeeded does nothing.</summary>
    public sealed record Named(IReadOnlyList<FailureKey> Keys) : RetrySelection;

    /// <summary>All that have failed, or those that all of what is given holds for.</summary>
    /// <param name="Fingerprint">The group they belong to.</param>
    /// <param name="From">None that failed before this time.</param>
    /// <param name="To">None that failed from this time on.</param>
    public sealed record Failed(
        Guid? Fingerprint = null,
        string? Type = null,
        string? Endpoint = null,
        Guid? AccountId = null,
        Guid? TransactionId = null,
        DateTimeOffset? From = null,
        DateTimeOffset? To = null) : RetrySelection;

    /// <summary>One that was handled, as a trace has it.</summary>
    public sealed record Traced(TransportMessage Message) : RetrySelection;
}

/// <summary>A retry as it is asked for.</summary>
/// <param name="SelectionText">JSON of the selection, as the operator gave it.</param>
/// <param name="Ramp">How many are tried in each stage; after the last, all the rest.</param>
/// <param name="StopAtShare">From 0 to 1: it stops when a greater share of what has ended has failed again.</param>
public sealed record NewRetry(
    Guid OperationId,
    RetrySelection Selection,
    ReadOnlyMemory<byte> SelectionText,
    IReadOnlyList<int> Ramp,
    int RatePerSecond,
    decimal StopAtShare,
    string Actor,
    string? Reason);

/// <summary>What came of asking for a retry.</summary>
public enum RetryCreation
{
    Created,

    /// <summary>No message is as selected.</summary>
    Empty,

    /// <summary>More than <see cref="RetryStore.MaxItems"/>.</summary>
    TooMany,
}
