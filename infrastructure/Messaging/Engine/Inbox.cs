using System.Collections.Concurrent;

namespace BillingEngine.Messaging.Engine;

/// <summary>Messages handed to a worker in memory. Bounded: when it is full, the sender is told so at once.</summary>
sealed class Inbox(int capacity)
{
    readonly ConcurrentQueue<Envelope> _queue = [];
    int _count;
    volatile bool _isClosed;

    public int Count => Volatile.Read(ref _count);

    public bool IsClosed => _isClosed;

    /// <exception cref="OverloadedException">It is full.</exception>
    /// <exception cref="EngineStoppedException">The worker is stopping.</exception>
    public void Add(Envelope message)
    {
        // Counted first, then looked whether it is closed: whoever closes it, and then sees no count, has
        // seen everything.
        var count = Interlocked.Increment(ref _count);
        if (!_isClosed && count <= capacity)
        {
            _queue.Enqueue(message);
            return;
        }

        Interlocked.Decrement(ref _count);
        throw _isClosed ? new EngineStoppedException() : new OverloadedException();
    }

    /// <summary>Takes messages back that a lost ownership kept from being handled. They were accepted, so no bound applies.</summary>
    public void Return(Envelope message)
    {
        Interlocked.Increment(ref _count);
        _queue.Enqueue(message);
    }

    public void TakeInto(List<Envelope> batch, int limit)
    {
        while (batch.Count < limit && _queue.TryDequeue(out var message))
        {
            Interlocked.Decrement(ref _count);
            batch.Add(message);
        }
    }

    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>Tells the senders of what nobody will handle any more.</summary>
    public void RefuseAll()
    {
        Close();
        var wait = new SpinWait();
        while (Count > 0)
        {
            if (_queue.TryDequeue(out var message))
            {
                Interlocked.Decrement(ref _count);
                message.Accepted?.TrySetException(new EngineStoppedException());
            }
            else
            {
                wait.SpinOnce();
            }
        }
    }
}
