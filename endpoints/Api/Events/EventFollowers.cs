using System.Diagnostics.Metrics;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Api.Events;

/// <summary>
/// Callers that wait for what happens next. None of them holds a connection meanwhile: one look at the end of the log,
/// at every commit of this process and now and then for those of others, serves them all.
/// </summary>
sealed class EventFollowers : ICommitListener, IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Between two looks: many commits are answered by one.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Before a caller that wanted nothing of what came looks again.</summary>
    static readonly TimeSpan PauseOfDisinterest = TimeSpan.FromMilliseconds(200);

    /// <summary>Sessions that readers of the log take at a time: the pool is for all questions.</summary>
    const int ReadsAtOnce = 4;

    readonly IEventLog _log;
    readonly int _mostCallers;
    readonly SemaphoreSlim _reads = new(ReadsAtOnce, ReadsAtOnce);
    readonly Meter _meter = new("BillingEngine");
    readonly Counter<long> _refused;
    volatile TaskCompletionSource _committed = NewSignal();
    volatile TaskCompletionSource<LogPosition> _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _waiting;

    public EventFollowers(IEventLog log, int mostCallers)
    {
        (_log, _mostCallers) = (log, mostCallers);
        _meter.CreateObservableGauge(
            "billing.api.followers.waiting", () => Waiting, "{request}", "Requests that wait for events");
        _refused = _meter.CreateCounter<long>(
            "billing.api.followers.refused", "{request}", "Requests that could not wait for events, as too many did");
    }

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>What is there at once, or else comes within the wait; empty when nothing comes.</summary>
    /// <param name="ending">When waiting makes no sense any more: what is there is answered then.</param>
    public async Task<Followed> Follow(
        LogQuery query, TimeSpan wait, TimeProvider clock, CancellationToken ending, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var found = await Read(query, ct);
        if (found is not { Events.Count: 0, IsAtEnd: true } || wait <= TimeSpan.Zero)
            return found is null ? new Followed.BeyondTheEnd() : new Followed.Found(found);
        if (Interlocked.Increment(ref _waiting) > _mostCallers)
        {
            Interlocked.Decrement(ref _waiting);
            _refused.Add(1);
            return new Followed.TooMany();
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending, ct);
            return new Followed.Found(await Await(query with { After = found.Next }, found, Left, stop.Token, ct));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        TimeSpan Left() => wait - clock.GetElapsedTime(started);
    }

    public void OnCommitted(CommittedUnit unit)
    {
        if (Waiting > 0 && unit.Events.Count > 0)
            LookSoon();
    }

    /// <summary>Something was committed, here or elsewhere.</summary>
    public void LookSoon() => _committed.TrySetResult();

    /// <summary>Looks where the log ends while somebody waits, until stopped.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await _committed.Task.WaitAsync(LookInterval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;
            _committed = NewSignal();
            if (Waiting > 0)
                await Look(ct);
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _reads.Dispose();
        _meter.Dispose();
    }

    async Task<LogSlice> Await(
        LogQuery query, LogSlice nothing, Func<TimeSpan> left, CancellationToken stop, CancellationToken ct)
    {
        while (left() is { Ticks: > 0 } rest && await MovedBeyond(query.After, rest, stop))
        {
            var found = await Read(query, ct) ?? nothing;
            if (found is not { Events.Count: 0, IsAtEnd: true })
                return found;
            nothing = found;
            query = query with { After = found.Next };
            await Task.Delay(Least(left(), PauseOfDisinterest), stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ct.ThrowIfCancellationRequested();
        return nothing;
    }

    /// <returns>False when the time is over.</returns>
    async Task<bool> MovedBeyond(LogPosition after, TimeSpan rest, CancellationToken stop)
    {
        var deadline = Task.Delay(rest, stop);
        while (true)
        {
            var moved = _moved.Task;
            if (await Task.WhenAny(moved, deadline) == deadline)
                return false;
            if (!after.Covers(await moved))
                return true;
        }
    }

    async Task Look(CancellationToken ct)
    {
        try
        {
            var end = await _log.End(ct);
            var moved = _moved;
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            moved.SetResult(end);
        }
        catch (Exception e) when (PostgresStorage.IsUnavailable(e) || ct.IsCancellationRequested)
        {
            // The database is away; the callers go on waiting, within their bounds.
        }
    }

    async Task<LogSlice?> Read(LogQuery query, CancellationToken ct)
    {
        await _reads.WaitAsync(ct);
        try
        {
            return await _log.Read(query, ct);
        }
        finally
        {
            _reads.Release();
        }
    }

    static TimeSpan Least(TimeSpan left, TimeSpan pause) =>
        left <= TimeSpan.Zero ? TimeSpan.Zero : left < pause ? left : pause;

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What came of following the log.</summary>
abstract record Followed
{
    public sealed record Found(LogSlice Slice) : Followed;

    /// <summary>The reader's position is none of this log.</summary>
    public sealed record BeyondTheEnd : Followed;

    /// <summary>There is nothing yet, and no more callers can wait for it.</summary>
    public sealed record TooMany : Followed;
}
