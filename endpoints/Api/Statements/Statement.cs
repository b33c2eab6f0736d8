using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>What stands above the lines of a statement.</summary>
/// <param name="Currency">Null for an asset that is not configured any more.</param>
/// <param name="To">What is from then on is not part of it.</param>
/// <param name="MadeAt">When it was asked for.</param>
sealed record Statement(
    AccountSnapshot Account,
    Currency? Currency,
    DateTimeOffset From,
    DateTimeOffset To,
    EntryPeriod Period,
    DateTimeOffset MadeAt);

/// <summary>
/// Writes a statement, part by part, into a stream that somebody empties in between: however long it is, no more than
/// some lines are in memory.
/// </summary>
abstract class StatementWriter(Stream output) : IDisposable
{
    protected Stream Output => output;

    public abstract void Begin(Statement statement);

    public abstract void Add(LedgerEntry line);

    /// <param name="totals">What the lines add up to.</param>
    public abstract void End(EntryTotals totals);

    /// <summary>Leaves nothing behind in buffers of its own.</summary>
    public abstract void Flush();

    public abstract void Dispose();
}
