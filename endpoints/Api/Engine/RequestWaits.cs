using System.Collections.Concurrent;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Engine;

/// <summary>What came of a request, as far as it can be told from outside.</summary>
abstract record RequestResult
{
    /// <summary>The identity is a transaction's, and the transaction as it was first answered.</summary>
    public sealed record Transaction(TransactionSnapshot Snapshot, Guid MessageId) : RequestResult;

    /// <summary>The identity is a request's that was replied to.</summary>
    public sealed record Reply(object Message, string Fingerprint, Guid MessageId) : RequestResult;

    /// <summary>The identity is in use by a request of another kind.</summary>
    public sealed record Taken : RequestResult
    {
        public static Taken Instance { get; } = new();
    }
}

/// <summary>
/// Callers that wait for what comes of their requests. Commits of this process tell it by themselves; for the rest, those
/// that wait are looked up together: when another process says that it did something, and every now and then.
/// </summary>
sealed class RequestWaits(
    TransactionQueries transactions, RecordedReplies replies, MessageTypes types, TimeProvider clock) : ICommitListener, IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    readonly ConcurrentDictionary<Guid, Pending> _pending = new();
    readonly SemaphoreSlim _lookNow = new(0, 1);

    /// <summary>Requests that somebody waits for.</summary>
    public int Count => _pending.Count;

    public Wait Begin(Guid requestId)
    {
        while (true)
        {
            var pending = _pending.GetOrAdd(requestId, static (_, now) => new Pending(now), clock.GetUtcNow());
            if (pending.Join())
                return new Wait(this, requestId, pending);
        }
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
            var open = _pending.Where(entry => entry.Value.IsOpen && entry.Value.Since <= before).Select(entry => entry.Key).ToList();
            if (open.Count > 0)
                await LookUp(open, ct);
        }
    }

    /// <summary>Looks once for a caller that waits no longer: what is on record already settles its wait.</summary>
    public Task LookUp(Guid requestId, CancellationToken ct) => LookUp([requestId], ct);

    public void Dispose() => _lookNow.Dispose();

    async Task LookUp(List<Guid> requestIds, CancellationToken ct)
    {
        try
        {
            foreach (var found in await transactions.Find(requestIds, ct))
            {
                if (found.Transaction.IsAnswered)
                    Settle(
                        found.Transaction.TransactionId,
                        new RequestResult.Transaction(found.Transaction.AsFirstAnswered(), found.MessageId));
                else if (_pending.TryGetValue(found.Transaction.TransactionId, out var pending))
                    pending.Fingerprint = found.Transaction.Fingerprint;
            }

            foreach (var reply in await replies.Find(requestIds, ct))
                Settle(reply.RequestId, new RequestResult.Reply(Read(reply), reply.Fingerprint, reply.MessageId));
        }
        catch (Npgsql.NpgsqlException)
        {
            // The database is away; the callers go on waiting, within their bounds.
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

    /// <summary>One caller's wait; dispose it when the caller has its answer, or has gone.</summary>
    internal sealed class Wait(RequestWaits waits, Guid requestId, Pending pending) : IDisposable
    {
        public Task<RequestResult> Result => pending.Result;

        public void LookSoon() => waits.LookSoon();

        /// <summary>Whether the identity stands, not yet settled, for a request of other content.</summary>
        public bool IsKnownOtherwise(string fingerprint) => pending.Fingerprint is { } known && known != fingerprint;

        public void Dispose()
        {
            if (pending.Leave())
                waits._pending.TryRemove(new(requestId, pending));
        }
    }

    /// <summary>All callers that wait for one identity: they get one result.</summary>
    internal sealed class Pending(DateTimeOffset since)
    {
        readonly TaskCompletionSource<RequestResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _callers;
        TransactionSnapshot? _transaction;
        Guid _messageId;

        public DateTimeOffset Since => since;

        public bool IsOpen => !_result.Task.IsCompleted;

        public Task<RequestResult> Result => _result.Task;

        /// <summary>Content of the transaction on record, seen before it was final.</summary>
        public string? Fingerprint { get; set; }

        /// <returns>False when the last caller has just left; then a new one is to be begun.</returns>
        public bool Join()
        {
            lock (_result)
            {
                if (_callers < 0)
                    return false;
                _callers++;
                return true;
            }
        }

        /// <returns>True for the last one.</returns>
        public bool Leave()
        {
            lock (_result)
            {
                if (--_callers > 0)
                    return false;
                _callers = -1;
                return true;
            }
        }

        public void Settle(RequestResult result) => _result.TrySetResult(result);

        public void See(CommittedEvent e)
        {
            if (e.Event is ITransactionRequested requested)
            {
                _transaction = TransactionSnapshot.From(requested, e.CorrelationId, e.Stored.OccurredAt);
                _messageId = e.MessageId;
            }
            else if (_transaction is not null)
            {
                _transaction = _transaction.After(e.Event, e.Stored.OccurredAt);
                if (_transaction.IsAnswered)
                    Settle(new RequestResult.Transaction(_transaction.AsFirstAnswered(), _messageId));
            }
        }

        /// <returns>False when what came of it must be looked up.</returns>
        public bool See(HandledRequest request)
        {
            if (request is { Reply: { } reply, Fingerprint: { } fingerprint, AnsweredMessage: { } messageId })
                Settle(new RequestResult.Reply(reply, fingerprint, messageId));
            else if (request.Fingerprint is null)
                Settle(RequestResult.Taken.Instance);
            return !IsOpen || _transaction is not null;
        }
    }
}
