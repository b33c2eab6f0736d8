using System.Diagnostics;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Units of work one after the other: while one is on its way to disk, the next one takes messages on and is computed
/// on what the first one left. It is sent when the first has arrived, so it never gets ahead of it; if the first does
/// not arrive, both are computed anew.
/// </summary>
sealed class UnitPipeline(
    UnitOfWork unit,
    IUnitStore store,
    OwnedPartitions owned,
    UnitRunner runner,
    EngineOptions options,
    EngineMetrics metrics,
    Action landed,
    Action<Batch, UnitChanges, IReadOnlyList<HandledRequest>> committed)
{
    /// <summary>For so many units after a conflict nothing is taken for new: repeats do not come alone.</summary>
    const int UnitsOfDoubt = 100;

    Batch _open = Batch.Empty;
    bool _takesForNew;
    CommitOutcome? _failure;
    long _started;
    int _doubts;
    Flight? _flight;

    public bool IsInFlight => _flight is not null;

    public bool HasLanded => _flight is { Outcome.IsCompleted: true };

    /// <summary>How many messages the open unit still takes.</summary>
    public int Room => options.BatchSize - _open.Messages.Count;

    /// <summary>Messages that are neither committed nor given back.</summary>
    public IEnumerable<Envelope> InHand => [.. _flight?.Batch.Messages ?? [], .. _open.Messages];

    /// <summary>Handles messages in the unit that is open, or opens one.</summary>
    public async Task Take(Batch batch, CancellationToken ct)
    {
        if (_open.IsEmpty)
        {
            _started = Stopwatch.GetTimestamp();
            _failure = null;
            _takesForNew = _doubts == 0;
            _doubts = Math.Max(0, _doubts - 1);
            unit.Begin(owned);
        }

        _open = _open.And(batch);
        unit.TakeTime();
        // One that has failed is computed anew, with all it was given.
        _failure ??= await unit.TryTake(batch, _takesForNew, ct);
    }

    /// <summary>Sends the open unit to the store. Nothing is in flight.</summary>
    /// <param name="hasNext">
    /// Messages for another unit are there, so it is worth while not to wait for this one.
    /// </param>
    /// <returns>Null; the messages that were not handled, when a partition has another owner.</returns>
    public async Task<IReadOnlyList<Envelope>?> Send(bool hasNext, CancellationToken ct)
    {
        var (batch, failure) = (_open, _failure);
        if (failure is not null || !unit.TryComplete(out var changes, out failure))
            return await Finish(batch, new(_started, null, failure), ct);
        if (!hasNext || !unit.CanBeBuiltOn(changes))
            return await Finish(batch, new(_started, changes, await runner.Commit(changes, ct)), ct);
        _flight = new(batch, _started, changes, [.. unit.Requests], store.CommitAside(changes, ct));
        _ = _flight.Outcome.ContinueWith(
            _ => landed(), ct, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        unit.Seal();
        _open = Batch.Empty;
        return null;
    }

    /// <summary>Waits for what is in flight, and then sends what was computed meanwhile.</summary>
    /// <returns>As <see cref="Send"/>.</returns>
    public async Task<IReadOnlyList<Envelope>?> Land(bool hasNext, CancellationToken ct)
    {
        var flight = _flight!;
        var outcome = await runner.Settled(flight.Changes, await flight.Outcome.WaitAsync(ct), ct);
        if (outcome is not CommitOutcome.Committed)
            return await ComputeAnew(flight, outcome, ct);
        metrics.Unit(outcome, Stopwatch.GetElapsedTime(flight.Started), flight.Batch.Messages.Count);
        unit.Confirm();
        owned.Advance(flight.Changes.Events);
        committed(flight.Batch, flight.Changes, flight.Requests);
        _flight = null;
        return _open.IsEmpty ? null : await Send(hasNext, ct);
    }

    /// <summary>After a fault that has cost what was in hand: the next unit begins afresh.</summary>
    public void Reset()
    {
        (_open, _flight) = (Batch.Empty, null);
        unit.Discard();
    }

    async Task<IReadOnlyList<Envelope>?> ComputeAnew(Flight flight, CommitOutcome outcome, CancellationToken ct)
    {
        Doubt(outcome);
        unit.Discard();
        var left = await runner.Finish(flight.Batch, new(flight.Started, flight.Changes, outcome), ct);
        _flight = null;
        var open = _open;
        if (left is null && !open.IsEmpty)
            left = await runner.Run(open, ct);
        else if (left is not null)
            left = [.. left, .. open.Messages];
        _open = Batch.Empty;
        return left;
    }

    async Task<IReadOnlyList<Envelope>?> Finish(Batch batch, UnitAttempt attempt, CancellationToken ct)
    {
        Doubt(attempt.Outcome);
        var left = await runner.Finish(batch, attempt, ct);
        _open = Batch.Empty;
        return left;
    }

    void Doubt(CommitOutcome outcome)
    {
        if (outcome is CommitOutcome.Conflict)
            _doubts = UnitsOfDoubt;
    }

    sealed record Flight(
        Batch Batch,
        long Started,
        UnitChanges Changes,
        IReadOnlyList<HandledRequest> Requests,
        Task<CommitOutcome> Outcome);
}
