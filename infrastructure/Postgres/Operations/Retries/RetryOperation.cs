namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>Messages of a retry by how far they are.</summary>
/// <param name="Sent">On their way, without an end yet.</param>
/// <param name="AlreadyDone">Nothing was left to do: they had been carried out before.</param>
/// <param name="Skipped">Not sent: they were not failed any more, or the retry was cancelled.</param>
public readonly record struct RetryCounts(int Waiting, int Sent, int Done, int AlreadyDone, int Failed, int Skipped)
{
    public int Ended => Done + AlreadyDone + Failed;

    /// <summary>Of what has ended, what has failed again; null while nothing has ended.</summary>
    public decimal? FailureShare => Ended == 0 ? null : (decimal)Failed / Ended;
}

/// <summary>A retry as it stands.</summary>
/// <param name="Selection">JSON, as the operator gave it.</param>
/// <param name="Note">Why it is as it is: stopped, paused, cancelled.</param>
/// <param name="Stage">From 0; past the ramp's end: all the rest.</param>
public sealed record RetryOperation(
    Guid OperationId,
    string Selection,
    string Status,
    string? Note,
    IReadOnlyList<int> Ramp,
    int Stage,
    int RatePerSecond,
    decimal StopAtShare,
    int Total,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string? Reason,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    RetryCounts Counts);

/// <summary>One message of a retry.</summary>
/// <param name="Source">What it was when it was selected: failed, resolved, or handled, from a trace.</param>
public sealed record RetryItem(
    int Ordinal,
    FailureKey Key,
    string Type,
    string Source,
    string State,
    DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt);

/// <summary>What an operator does to a retry.</summary>
public enum RetryOrder
{
    Pause,
    Resume,
    Cancel,
}
