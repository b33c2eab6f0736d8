namespace BillingEngine.Messaging.Storage;

/// <summary>
/// What came of a commit. Each case has a path of its own; only <see cref="Committed"/> changed anything for sure.
/// </summary>
public abstract record CommitOutcome
{
    /// <summary>On disk.</summary>
    public sealed record Committed : CommitOutcome
    {
        public static Committed Instance { get; } = new();
    }

    /// <summary>Certainly not on disk, for a passing reason: the same unit may be tried again.</summary>
    public sealed record RolledBack(Exception Cause) : CommitOutcome
    {
        /// <summary>The store is there, and cut the unit short because a statement took too long.</summary>
        public bool TookTooLong { get; init; }
    }

    /// <summary>
    /// Certainly not on disk: something that was read before has changed since. Read again, then try again.
    /// </summary>
    public sealed record Conflict(Exception Cause) : CommitOutcome;

    /// <summary>Certainly not on disk, and the same data would be refused again.</summary>
    public sealed record Rejected(Exception Cause) : CommitOutcome
    {
        /// <summary>An event that happens once has happened before.</summary>
        public bool IsRepetition { get; init; }
    }

    /// <summary>
    /// Certainly not on disk: an operator has taken messages back, or moved them to another time, that the unit
    /// handled. Without them it may be tried again.
    /// </summary>
    public sealed record Withdrawn(IReadOnlyCollection<Receipt> Receipts) : CommitOutcome;

    /// <summary>Certainly not on disk: a partition has another owner by now.</summary>
    public sealed record Fenced : CommitOutcome
    {
        public static Fenced Instance { get; } = new();
    }

    /// <summary>The connection was lost during the commit: it may be on disk. Look before anything else.</summary>
    public sealed record Unknown(Exception Cause) : CommitOutcome;
}
