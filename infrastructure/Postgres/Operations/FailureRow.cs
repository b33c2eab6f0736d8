namespace BillingEngine.Postgres.Operations;

/// <summary>A failed message, without what only a look at it alone needs.</summary>
/// <param name="Status">failed, retrying, resolved or archived.</param>
/// <param name="Outcome">Once resolved: done or already_done.</param>
/// <param name="GroupId">Failures with the same one have the same cause; null when it was never told.</param>
/// <param name="Attempts">How often it was tried, in all its failures together.</param>
/// <param name="Amount">Major units.</param>
/// <param name="OperationId">The retry that it was a part of last.</param>
public sealed record FailureRow(
    FailureKey Key,
    string Endpoint,
    string Type,
    string Status,
    string? Outcome,
    Guid? GroupId,
    string ExceptionType,
    string ExceptionMessage,
    int Attempts,
    int Failures,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset FailedAt,
    Guid? ConversationId,
    string? CorrelationId,
    Guid? TransactionId,
    IReadOnlyList<Guid> AccountIds,
    decimal? Amount,
    string? Currency,
    Guid? OperationId,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    string? Reason);

/// <summary>A failed message whole.</summary>
/// <param name="Headers">JSON object of texts, with what the failure left there.</param>
/// <param name="Body">What a retry delivers: as it was edited last, or else as it was sent.</param>
/// <param name="Exception">With its stack.</param>
/// <param name="Blocked">The key that waits for this message; null when none does.</param>
public sealed record FailureDetail(
    FailureRow Row,
    string Headers,
    byte[] Body,
    string Exception,
    IReadOnlyList<MessageEdit> Edits,
    BlockedBehind? Blocked);

/// <param name="Parked">How many messages of the key wait behind its first one.</param>
public sealed record BlockedBehind(Guid Key, int Parked);

/// <summary>What an operator has changed in a message before it was retried.</summary>
public sealed record MessageEdit(
    DateTimeOffset At,
    string By,
    string Reason,
    string HeadersBefore,
    byte[] BodyBefore,
    string HeadersAfter,
    byte[] BodyAfter);
