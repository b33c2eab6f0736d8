using System.Threading.Channels;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Sends messages from outside a unit of work to partitions that other workers own. What is waiting is written in one
/// transaction; a sender is answered when its message is durable.
/// </summary>
sealed class Outbound(ITransport transport, IScheduler scheduler, EngineOptions options) : IDisposable
{
    readonly Channel<Envelope> _waiting = Channel.CreateUnbounded<Envelope>(
        new UnboundedChannelOptions { SingleReader = true });

    readonly PayloadBuffer _buffer = new();
    readonly List<Envelope> _batch = [];
    int _count;
    volatile bool _isClosed;

    public int Waiting => Volatile.Read(ref _count);

    /// <exception cref="OverloadedException">Too much waits already.</exception>
    /// <exception cref="EngineStoppedException">The engine is stopping.</exception>
    public void Send(Envelope message)
    {
        if (!_isClosed && Waiting >= options.InboxCapacity)
            throw new OverloadedException();
        Forward(message);
    }

    /// <summary>
    /// Sends on what a worker had been handed and may not handle any more. It was taken on, so no bound applies.
    /// </summary>
    public void Forward(Envelope message)
    {
        Interlocked.Increment(ref _count);
        if (_waiting.Writer.TryWrite(message))
            return;
        Interlocked.Decrement(ref _count);
        throw new EngineStoppedException();
    }

    /// <summary>Nothing more is taken on; <see cref="Run"/> ends when all is sent.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiting.Writer.TryComplete();
    }

    public async Task Run(CancellationToken abort)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(abort))
                await Step(abort);
        }
        finally
        {
            RefuseWaiting();
        }
    }

    /// <summary>When nothing is sent any more: whoever still waits for it learns that it waits in vain.</summary>
    public void RefuseWaiting()
    {
        Close();
        foreach (var message in _batch)
            message.Accepted?.TrySetException(EngineStoppedException.WithMessageInHand());
        while (_waiting.Reader.TryRead(out var message))
            message.Accepted?.TrySetException(new EngineStoppedException());
    }

    /// <summary>Sends what waits, up to a batch.</summary>
    /// <returns>False when nothing was waiting.</returns>
    public async Task<bool> Step(CancellationToken abort)
    {
        _batch.Clear();
        while (_batch.Count < options.BatchSize && _waiting.Reader.TryRead(out var message))
            _batch.Add(message);
        Interlocked.Add(ref _count, -_batch.Count);
        if (_batch.Count == 0)
            return false;
        await SendAll(_batch, abort);
        return true;
    }

    async Task SendAll(List<Envelope> batch, CancellationToken abort)
    {
        _buffer.Reset();
        var messages = ToTransport(batch);
        while (messages.Count > 0)
        {
            try
            {
                await transport.Send(messages, abort);
                break;
            }
            catch (StoreUnavailableException)
            {
                // If it did arrive, it arrives twice; a request is known by its identity, so that its repeat does
                // nothing.
                await scheduler.Delay(options.MaxBackoff / 2, abort);
            }
        }

        foreach (var message in batch)
            message.Accepted?.TrySetResult();
        batch.Clear();
        transport.Wake([.. messages.Select(message => message.Partition).Distinct()]);
    }

    /// <summary>A message that cannot be written fails alone, and its sender learns why.</summary>
    List<TransportMessage> ToTransport(List<Envelope> batch)
    {
        List<TransportMessage> messages = [];
        foreach (var message in batch)
        {
            try
            {
                messages.Add(ToTransport(message));
            }
            catch (Exception e) when (message.Accepted is not null)
            {
                message.Accepted.TrySetException(e);
            }
        }

        return messages;
    }

    TransportMessage ToTransport(Envelope message) => TransportForm.Of(message, message.TimeSent, _buffer);

    public void Dispose() => _buffer.Dispose();
}
