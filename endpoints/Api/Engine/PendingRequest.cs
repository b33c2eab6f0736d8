using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Api.Engine;

/// <summary>All callers that wait for one identity: they get one result.</summary>
sealed class PendingRequest(DateTimeOffset since)
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
            _transaction = TransactionSnapshot.From(requested, e.Stored.Origin.CorrelationId, e.Stored.OccurredAt);
            _messageId = e.Stored.Origin.MessageId;
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

/// <summary>One caller's wait; dispose it when the caller has its answer, or has gone.</summary>
sealed class RequestWait(RequestWaits waits, Guid requestId, PendingRequest pending) : IDisposable
{
    public Task<RequestResult> Result => pending.Result;

    public void LookSoon() => waits.LookSoon();

    /// <summary>Whether the identity stands, not yet settled, for a request of other content.</summary>
    public bool IsKnownOtherwise(string fingerprint) => pending.Fingerprint is { } known && known != fingerprint;

    public void Dispose() => waits.End(requestId, pending);
}
