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
    readonly Channel<Envelope> _waiting = Channel.CreateBounded<Envelope>(
        new BoundedChannelOptions(options.InboxCapacity) { SingleReader = true });

    readonly PayloadBuffer _buffer = new();
    readonly List<Envelope> _batch = [];

    public int Waiting => _waiting.Reader.Count;

    /// <exception cref="OverloadedException">Too much waits already.</exception>
    public void Send(Envelope message)
    {
        if (!_waiting.Writer.TryWrite(message))
            throw _waiting.Reader.Completion.IsCompleted ? new EngineStoppedException() : new OverloadedException();
    }

    /// <summary>Nothing more is taken on; <see cref="Run"/> ends when all is sent.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    public async Task Run(CancellationToken abort)
    {
        while (await _waiting.Reader.WaitToReadAsync(abort))
            await Step(abort);
    }

    /// <summary>Sends what waits, up to a batch.</summary>
    /// <returns>False when nothing was waiting.</returns>
    public async Task<bool> Step(CancellationToken abort)
    {
        _batch.Clear();
        while (_batch.Count < options.BatchSize && _waiting.Reader.TryRead(out var message))
            _batch.Add(message);
        if (_batch.Count == 0)
            return false;
        await SendAll(_batch, abort);
        return true;
    }

    async Task SendAll(List<Envelope> batch, CancellationToken abort)
    {
        _buffer.Reset();
        var messages = batch.ConvertAll(ToTransport);
        while (true)
        {
            try
            {
                await transport.Send(messages, abort);
                break;
            }
            catch (StoreUnavailableException)
            {
                // If it did arrive, it arrives twice; a request is known by its identity, so that its repeat does nothing.
                await scheduler.Delay(options.MaxBackoff / 4, abort);
            }
        }

        foreach (var message in batch)
            message.Accepted?.TrySetResult();
        transport.Wake([.. batch.Select(message => message.Partition).Distinct()]);
    }

    TransportMessage ToTransport(Envelope message) => new(
        message.MessageId,
        message.Type.Name,
        message.Partition,
        message.DueAt ?? message.TimeSent,
        WireHeaders.ToJson(WireHeaders.Write(message), _buffer),
        message.Message is null ? message.Body : _buffer.Write(message.Type, message.Message));

    public void Dispose() => _buffer.Dispose();
}
