using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>Gathers what waits for a worker: messages handed over in memory, and what the transport has for its partitions.</summary>
sealed class Intake(
    Inbox inbox, ITransport transport, MessageTypes types, OwnedPartitions owned, TimeProvider clock, EngineOptions options)
{
    readonly List<Envelope> _local = [];
    readonly Deadline _nextLook = new(clock, options.PollInterval);
    volatile bool _isWoken = true;

    /// <summary>Time until the transport must be looked at, if nothing wakes the worker before.</summary>
    public TimeSpan UntilLook =>
        owned.Partitions.Count == 0 ? Timeout.InfiniteTimeSpan : _isWoken ? TimeSpan.Zero : _nextLook.Left;

    /// <summary>The time has come to look at the transport.</summary>
    public bool MustLook => UntilLook == TimeSpan.Zero;

    public void Wake() => _isWoken = true;

    /// <summary>A message was sent to this worker's own partitions, to be handled at a later time.</summary>
    public void Expect(DateTimeOffset dueAt) => _nextLook.BringForward(dueAt);

    /// <param name="forward">Takes messages whose partition this worker does not own any more.</param>
    public async Task<Batch> Take(Action<Envelope> forward, bool isStopping, CancellationToken ct)
    {
        var messages = new List<Envelope>();
        var looks = !isStopping && MustLook;
        // Messages from the transport have a share of their own, however many are handed over in memory.
        TakeLocal(messages, forward, looks ? options.BatchSize - (options.BatchSize / 4) : options.BatchSize);
        var unreadable = looks ? await TakeFromTransport(messages, ct) : [];
        return new Batch(messages, unreadable);
    }

    /// <summary>Only what was handed over in memory.</summary>
    public Batch TakeLocal(Action<Envelope> forward, int limit)
    {
        var messages = new List<Envelope>();
        TakeLocal(messages, forward, limit);
        return new Batch(messages, []);
    }

    void TakeLocal(List<Envelope> messages, Action<Envelope> forward, int limit)
    {
        _local.Clear();
        inbox.TakeInto(_local, limit);
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
        var limit = Math.Max(1, options.BatchSize - messages.Count);
        _isWoken = false;
        ReceivedBatch received;
        try
        {
            received = await transport.Receive(owned.Partitions, clock.GetUtcNow(), limit, ct);
        }
        catch (StoreUnavailableException)
        {
            _isWoken = true;
            // What was handed over is taken already: its unit of work waits for the store.
            if (messages.Count > 0)
                return [];
            throw;
        }

        _nextLook.Restart(received.NextDue);
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
}
