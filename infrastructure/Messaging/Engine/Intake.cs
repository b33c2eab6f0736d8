using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>Gathers what waits for a worker: messages handed over in memory, and what the transport has for its partitions.</summary>
sealed class Intake(
    Inbox inbox, ITransport transport, MessageTypes types, OwnedPartitions owned, TimeProvider clock, EngineOptions options)
{
    readonly List<Envelope> _local = [];
    DateTimeOffset _nextLook;
    volatile bool _isWoken = true;

    /// <summary>When the transport must be looked at next, if nothing wakes the worker before.</summary>
    public DateTimeOffset NextLook => _isWoken ? DateTimeOffset.MinValue : _nextLook;

    public void Wake() => _isWoken = true;

    /// <summary>A message was sent to this worker's own partitions, to be handled at a later time.</summary>
    public void Expect(DateTimeOffset dueAt)
    {
        if (dueAt < _nextLook)
            _nextLook = dueAt;
    }

    /// <param name="forward">Takes messages whose partition this worker does not own any more.</param>
    public async Task<Batch> Take(Action<Envelope> forward, bool isStopping, CancellationToken ct)
    {
        var messages = new List<Envelope>();
        TakeLocal(messages, forward);
        var unreadable = isStopping ? [] : await TakeFromTransport(messages, ct);
        return new Batch(messages, unreadable);
    }

    void TakeLocal(List<Envelope> messages, Action<Envelope> forward)
    {
        _local.Clear();
        inbox.TakeInto(_local, options.BatchSize);
        foreach (var message in _local)
        {
            if (owned.Owns(message.Partition))
                messages.Add(message);
            else
                forward(message);
        }
    }

    async Task<IReadOnlyList<(ReceivedMessage, Exception)>> TakeFromTransport(List<Envelope> messages, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var limit = options.BatchSize - messages.Count;
        if (now < NextLook || limit <= 0 || owned.Partitions.Count == 0)
            return [];
        _isWoken = false;
        ReceivedBatch received;
        try
        {
            received = await transport.Receive(owned.Partitions, now, limit, ct);
        }
        catch (StoreUnavailableException)
        {
            _isWoken = true;
            // What was handed over is taken already: its unit of work waits for the store.
            if (messages.Count > 0)
                return [];
            throw;
        }

        _nextLook = Earliest(now + options.PollInterval, received.NextDue);
        if (received.Messages.Count == limit)
            _isWoken = true;

        List<(ReceivedMessage, Exception)>? unreadable = null;
        foreach (var message in received.Messages)
        {
            try
            {
                messages.Add(Decode(message));
            }
            catch (UndecodableMessageException e)
            {
                (unreadable ??= []).Add((message, e));
            }
        }

        return unreadable ?? [];
    }

    /// <summary>Reads the body too, so that the streams it names can be prefetched.</summary>
    Envelope Decode(ReceivedMessage received)
    {
        var envelope = WireHeaders.Read(received, types);
        envelope.Message = UndecodableMessageException.ReadBody(envelope);
        return envelope;
    }

    static DateTimeOffset Earliest(DateTimeOffset poll, DateTimeOffset? due) => due is { } at && at < poll ? at : poll;
}
