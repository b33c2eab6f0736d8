using System.Collections.Frozen;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// What a database error means for a unit of work. Recognised by SQLSTATE and constraint name, never by text.
/// </summary>
static class PostgresFault
{
    /// <summary>The SQLSTATE of a unit one of whose partitions has another owner by now, or is elsewhere.</summary>
    public const string Fenced = "BE001";

    /// <summary>Of one that handled a message which is not in the queue any more, or is due at another time.</summary>
    public const string Withdrawn = "BE002";

    /// <summary>Of one that was computed on a saga of another version.</summary>
    public const string SagaChanged = "BE003";

    /// <summary>Of one that parks messages behind a key which an operator has freed meanwhile.</summary>
    public const string KeyFree = "BE004";

    /// <summary>Of one that took something for new which is there.</summary>
    public const string NotNew = "BE005";

    /// <summary>
    /// Violated when what was read has changed since: another owner, or the same identity used elsewhere.
    /// </summary>
    static readonly FrozenSet<string> ConflictConstraints = FrozenSet.Create(
        StringComparer.Ordinal,
        "events_pkey",
        "events_stream_version_key",
        "sagas_pkey",
        "sagas_saga_correlation_key",
        "requests_pkey");

    /// <summary>
    /// Violated by an event that has happened already. It is decided on a version of the stream that includes the first
    /// one, or the version's own constraint would be violated before this: to read again would change nothing.
    /// </summary>
    const string OnceKeyConstraint = "events_once_key";

    /// <summary>An error before the commit was sent: the transaction is certainly not on disk.</summary>
    /// <exception cref="InvalidOperationException">The statement itself is wrong: a bug.</exception>
    public static CommitOutcome BeforeCommit(Exception fault) => fault switch
    {
        PostgresException { SqlState: Fenced } => CommitOutcome.Fenced.Instance,
        PostgresException { SqlState: SagaChanged or KeyFree or NotNew } => new CommitOutcome.Conflict(fault),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } constraint }
            when ConflictConstraints.Contains(constraint) => new CommitOutcome.Conflict(fault),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: OnceKeyConstraint } =>
            new CommitOutcome.Rejected(fault) { IsRepetition = true },
        PostgresException e when IsPassing(e) => new CommitOutcome.RolledBack(fault) { TookTooLong = TookTooLong(e) },
        PostgresException e when IsAboutData(e) => new CommitOutcome.Rejected(fault),
        PostgresException e => throw new InvalidOperationException(
            $"The database refuses a statement of this version ({e.SqlState}): {e.MessageText}", e),
        _ when fault is StoreUnavailableException || IsUnavailable(fault) => new CommitOutcome.RolledBack(fault),
        // Data that cannot be written at all, or that a read model cannot take: the same again would end the same way.
        _ => new CommitOutcome.Rejected(fault),
    };

    /// <summary>
    /// An error while a unit was on its way, whose end is its commit. Only the server's own refusal makes it certain:
    /// of one of its statements, all of which come before the end, or of the commit itself.
    /// </summary>
    public static CommitOutcome AtCommit(Exception fault) => fault switch
    {
        PostgresException { InvariantSeverity: "ERROR", BatchCommand: not null } => BeforeCommit(fault),
        PostgresException { SqlState: ['2', '3', ..] or ['4', '0', ..] } => BeforeCommit(fault),
        _ => new CommitOutcome.Unknown(fault),
    };

    /// <summary>
    /// Neither the server's nor the connection's: data that cannot be written. Where the session is as it was, nothing
    /// of it was sent.
    /// </summary>
    public static bool IsOurs(Exception fault) => fault is not PostgresException && !IsUnavailable(fault);

    /// <summary>Classes 22 (data exception), 23 (integrity constraint) and 54 (a limit of the server).</summary>
    public static bool IsAboutData(PostgresException e) =>
        e.SqlState is ['2', '2' or '3', ..] or ['5', '4', ..];

    public static StoreUnavailableException Unavailable(Exception fault) =>
        new($"The database cannot be reached: {fault.Message}", fault) { TookTooLong = TookTooLong(fault) };

    /// <summary>Errors of the connection, also those that come as an error of the server on its way down.</summary>
    public static bool IsUnavailable(Exception fault) => fault is PostgresException e
        ? IsPassing(e)
        : fault is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException
            or ObjectDisposedException;

    static bool TookTooLong(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>
    /// Classes 08 (connection), 40 (serialization, deadlock), 53 (resources, disk full), 55P03 (lock timeout), 57
    /// (operator intervention, statement timeout), 58 and XX (the server's own trouble), 25006 (a standby, or a server
    /// that its provider made read-only for want of space).
    /// </summary>
    static bool IsPassing(PostgresException e) => e.SqlState
        is ['0', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or "55P03" or ['5', '7', ..] or ['5', '8', ..] or ['X', 'X', ..]
        or "25P03" or "25006";
}
