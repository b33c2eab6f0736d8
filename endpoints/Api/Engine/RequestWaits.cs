using System.Collections.Concurrent;
using BillingEngine.Api.Consistency;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Engine;

/// <summary>
/// Callers that wait for what comes of their requests. Commits of this process tell it by themselves; for the rest,
/// those that wait are looked up together: when another process says that it did something, and every now and then.
/// </summary>
sealed class RequestWaits(
    TransactionQueries transactions,
    RecordedReplies replies,
    MessageTypes types,
    LogHeads heads,
    PositionBoard board,
    TimeProvider clock)
    : ICommitListener, IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    const int LookUpSize = 1_000;
    const int LookUpsAtOnce = 8;

    readonly SemaphoreSlim _lookUps = new(LookUpsAtOnce, LookUpsAtOnce);
    readonly ConcurrentDictionary<Guid, PendingRequest> _pending = new();
    readonly SemaphoreSlim _lookNow = new(0, 1);
    int _count;

    /// <summary>
    /// Callers that wait. Counted apart: a concurrent dictionary takes all its locks to tell its size.
    /// </summary>
    public int Count => Volatile.Read(ref _count);

    public RequestWait Begin(Guid requestId)
    {
        while (true)
        {
            var pending = _pending.GetOrAdd(requestId, static (_, now) => new PendingRequest(now), clock.GetUtcNow());
            if (!pending.Join())
                continue;
            Interlocked.Increment(ref _count);
            return new RequestWait(this, requestId, pending);
        }
    }

    /// <summary>A caller waits no longer. When it was the last, nobody asks for that request any more.</summary>
    public void End(Guid requestId, PendingRequest pending)
    {
        Interlocked.Decrement(ref _count);
        if (pending.Leave())
            _pending.TryRemove(new(requestId, pending));
    }

    public void OnCommitted(CommittedUnit unit)
    {
        if (_pending.IsEmpty)
            return;
        foreach (var e in unit.Events)
        {
            if (_pending.TryGetValue(e.Stored.StreamId, out var pending))
                pending.See(e);
        }

        foreach (var request in unit.Requests)
        {
            if (_pending.TryGetValue(request.RequestId, out var pending) && !pending.See(request))
                LookSoon();
        }
    }

    /// <summary>Something happened in another process; it may be what somebody waits for.</summary>
    public void LookSoon()
    {
        if (_lookNow.CurrentCount > 0)
            return;
        try
        {
            _lookNow.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread was quicker; one look serves both.
        }
    }

    /// <summary>Looks up what is waited for, until stopped.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var wasCalled = await _lookNow.WaitAsync(LookInterval, ct);
            var before = clock.GetUtcNow() - (wasCalled ? TimeSpan.Zero : LookInterval);
            var open = _pending
                .Where(entry => entry.Value.IsOpen && entry.Value.Since <= before)
                .Select(entry => entry.Key)
                .ToList();
            foreach (var some in open.Chunk(LookUpSize))
                await LookUp(some, ct);
        }
    }

    public void Dispose()
    {
        _lookNow.Dispose();
        _lookUps.Dispose();
    }

    /// <summary>Looks once for callers that wait no longer: what is on record already settles their waits.</summary>
    public async Task LookUp(IReadOnlyCollection<Guid> requestIds, CancellationToken ct)
    {
        await _lookUps.WaitAsync(ct);
        try
        {
            var stored = await transactions.Find(requestIds, ct);
            var recorded = await replies.Find(requestIds, ct);
            // Read after them, so that it covers what they tell of, and known before anybody is told.
            if (stored.Count + recorded.Count > 0)
                board.See(await heads.Read(ct));
            foreach (var found in stored)
            {
                if (found.Transaction.IsAnswered)
                    Settle(
                        found.Transaction.TransactionId,
                        new RequestResult.Transaction(found.Transaction.AsFirstAnswered(), found.MessageId));
                else if (_pending.TryGetValue(found.Transaction.TransactionId, out var pending))
                    pending.Fingerprint = found.Transaction.Fingerprint;
            }

            foreach (var reply in recorded)
                Settle(reply.RequestId, new RequestResult.Reply(Read(reply), reply.Fingerprint, reply.MessageId));
        }
        catch (Exception e) when (PostgresStorage.IsUnavailable(e))
        {
            // The database is away; the callers go on waiting, within their bounds.
        }
        finally
        {
            _lookUps.Release();
        }
    }

    void Settle(Guid requestId, RequestResult result)
    {
        if (_pending.TryGetValue(requestId, out var pending))
            pending.Settle(result);
    }

    object Read(RecordedReply reply) => types.TryFind(reply.Type, out var type)
        ? type.Read(reply.Body.Span)
        : throw new InvalidOperationException($"The reply {reply.Type} is of a newer version.");
}
