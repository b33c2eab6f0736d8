using System.Diagnostics;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Carries a batch to its end: one transaction, and a path of its own for each way a commit can turn out.
/// </summary>
sealed class UnitRunner(
    UnitOfWork unit,
    IUnitStore store,
    OwnedPartitions owned,
    IScheduler scheduler,
    IRandomSource random,
    EngineOptions options,
    EngineMetrics metrics,
    Action<Batch, UnitChanges, IReadOnlyList<HandledRequest>> committed)
{
    /// <returns>
    /// Null when all is done; the messages that were not handled, when a partition has another owner.
    /// </returns>
    public async Task<IReadOnlyList<Envelope>?> Run(Batch batch, CancellationToken ct) =>
        await Finish(batch, await ComputeAndCommit(batch, ct), ct);

    /// <summary>The same for a batch that was tried once.</summary>
    public async Task<IReadOnlyList<Envelope>?> Finish(Batch batch, UnitAttempt attempt, CancellationToken ct)
    {
        var timeouts = 0;
        for (var attempts = 1; ; attempts++, attempt = await ComputeAndCommit(batch, ct))
        {
            var outcome = attempt.Outcome;
            metrics.Unit(outcome, Stopwatch.GetElapsedTime(attempt.Started), batch.Messages.Count);
            if (outcome is CommitOutcome.Committed)
            {
                Keep(batch, attempt.Changes!);
                return null;
            }

            unit.Discard();
            timeouts = outcome is CommitOutcome.RolledBack { TookTooLong: true } ? timeouts + 1 : 0;
            switch (outcome)
            {
                case CommitOutcome.Fenced:
                    return batch.Messages;
                case CommitOutcome.RolledBack(var cause)
                    when timeouts >= options.StatementTimeouts && batch.Messages.Count > 0:
                    return await TryOneByOne(batch, cause, ct);
                case CommitOutcome.RolledBack:
                    await scheduler.Delay(BackoffAfter(attempts), ct);
                    break;
                case CommitOutcome.Withdrawn(var receipts):
                    batch = batch.Without(receipts);
                    if (batch.IsEmpty)
                        return null;
                    break;
                case CommitOutcome.Conflict when attempts <= options.ConflictRetries:
                    break;
                case CommitOutcome.Conflict(var cause):
                    return await TryOneByOne(batch, cause, ct);
                case CommitOutcome.Rejected rejected:
                    return await TryOneByOne(batch, rejected.Cause, ct, rejected.IsRepetition);
                default:
                    throw new InvalidOperationException($"A commit cannot end as {outcome}.");
            }
        }
    }

    /// <summary>Commits what is complete, and waits for it.</summary>
    public async Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct) => changes.IsEmpty
        ? CommitOutcome.Committed.Instance
        : await Settled(changes, await store.Commit(changes, ct), ct);

    /// <summary>What a commit has come to, which may have to be looked up.</summary>
    public async Task<CommitOutcome> Settled(UnitChanges changes, CommitOutcome outcome, CancellationToken ct) =>
        outcome is CommitOutcome.Unknown unknown ? await Settle(changes, unknown, ct) : outcome;

    void Keep(Batch batch, UnitChanges changes)
    {
        unit.Keep();
        owned.Advance(changes.Events);
        committed(batch, changes, unit.Requests);
    }

    async Task<UnitAttempt> ComputeAndCommit(Batch batch, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        unit.Begin(owned);
        if (await unit.TryTake(batch, takesForNew: false, ct) is { } failure
            || !unit.TryComplete(out var changes, out failure))
            return new(started, null, failure);
        return new(started, changes, await Commit(changes, ct));
    }

    /// <summary>
    /// An unknown outcome is looked up, however long that takes: to repeat the unit could move money twice, to drop it
    /// could lose money. Only an abort of the process ends the wait, and then the partition rows tell the next owner.
    /// </summary>
    async Task<CommitOutcome> Settle(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await store.Resolve(changes, unknown, ct);
            }
            catch (StoreUnavailableException)
            {
                await scheduler.Delay(BackoffAfter(attempts), ct);
            }
        }
    }

    /// <summary>
    /// Halves the batch until the one message is alone whose effects the store refuses; the rest goes on.
    /// </summary>
    async Task<IReadOnlyList<Envelope>?> TryOneByOne(
        Batch batch, Exception cause, CancellationToken ct, bool isRepetition = false)
    {
        if (batch.Messages.Count > 1)
        {
            var (first, second) = batch.Halves();
            return await Run(first, ct) is { } left ? [.. left, .. second.Messages] : await Run(second, ct);
        }

        if (batch.Messages.Count == 0)
            throw new InvalidOperationException("The store refuses to keep a message that cannot be read.", cause);
        return await Abandon(batch, cause, isRepetition && batch.Messages[0].IsReplay, ct);
    }

    /// <param name="isAlreadyDone">It is a retry of what has happened already, so nothing has failed.</param>
    async Task<IReadOnlyList<Envelope>?> Abandon(
        Batch batch, Exception cause, bool isAlreadyDone, CancellationToken ct)
    {
        for (var attempts = 1; ; attempts++)
        {
            var (changes, outcome) = await CommitWithout(batch, cause, isAlreadyDone, ct);
            if (outcome is CommitOutcome.Committed)
            {
                Keep(batch, changes!);
                return null;
            }

            unit.Discard();
            if (outcome is CommitOutcome.Fenced)
                return batch.Messages;
            if (outcome is CommitOutcome.Withdrawn)
                return null;
            if (outcome is not CommitOutcome.RolledBack)
                throw new InvalidOperationException("The store refuses to keep a failed message.", cause);
            await scheduler.Delay(BackoffAfter(attempts), ct);
        }
    }

    async Task<(UnitChanges? Changes, CommitOutcome Outcome)> CommitWithout(
        Batch batch, Exception cause, bool isAlreadyDone, CancellationToken ct)
    {
        try
        {
            unit.Begin(owned);
            foreach (var (unreadable, reason) in batch.Unreadable)
                unit.Refuse(unreadable, reason);
            if (isAlreadyDone)
                await unit.SettleAsDone(batch.Messages[0], ct);
            else
                unit.Abandon(batch.Messages[0], cause);
            var changes = unit.Complete();
            return (changes, await Commit(changes, ct));
        }
        catch (StoreUnavailableException e)
        {
            return (null, new CommitOutcome.RolledBack(e));
        }
    }

    /// <summary>
    /// Exponential up to a cap, with jitter of half: workers that fail together do not return together.
    /// </summary>
    TimeSpan BackoffAfter(int attempts)
    {
        var full = options.Backoff * Math.Pow(2, Math.Min(attempts - 1, 16));
        var capped = full < options.MaxBackoff ? full : options.MaxBackoff;
        return capped * (0.5 + (random.NextFraction() / 2));
    }
}

/// <summary>A unit of work that was tried.</summary>
/// <param name="Started">When, by the stopwatch.</param>
/// <param name="Changes">Null when it could not be computed, or not be written down.</param>
readonly record struct UnitAttempt(long Started, UnitChanges? Changes, CommitOutcome Outcome);
