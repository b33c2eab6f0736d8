using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>What a batch will need is read before it is handled.</summary>
sealed partial class UnitOfWork
{
    /// <summary>Reads all that the batch names and memory lacks, in one round trip.</summary>
    public async Task Prefetch(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        _wanted.Clear();
        var streams = new List<Guid>();
        foreach (var envelope in batch)
        {
            streams.Clear();
            if (envelope.Request is { } request)
            {
                streams.Add(request.RequestId);
                _wanted.Requests.Add(request.RequestId);
            }

            if (envelope.Message is IKeepOrder ordered)
                _wanted.OrderKeys.Add((envelope.Partition, ordered.PartitionKey));
            NameWhatItNeeds(envelope, streams);
            foreach (var stream in streams)
            {
                if (!_aggregates.IsKnown(stream))
                    _wanted.Streams.Add(stream);
            }
        }

        _wanted.Sagas.RemoveWhere(_sagas.IsKnown);
        if (_wanted.IsEmpty)
            return;
        var found = await store.Prefetch(_wanted, ct);
        foreach (var stream in _wanted.Streams)
            found.Streams.TryAdd(stream, new StreamSlice());
        _aggregates.Accept(found.Streams);
        _sagas.Accept(_wanted.Sagas, found.Sagas);
        _requests.Accept(found.Requests);
        _order.Accept(_wanted.OrderKeys, found.Blocked);
    }

    /// <summary>Only a hint, asked of the contract's and the saga's own code.</summary>
    void NameWhatItNeeds(Envelope envelope, List<Guid> streams)
    {
        try
        {
            if (envelope.Message is IPartitioned keyed)
            {
                streams.Add(keyed.PartitionKey);
                if (topology.SagaReachedBy(EndpointOf(envelope), keyed) is { } saga)
                    _wanted.Sagas.Add(saga);
            }

            (envelope.Message as INameStreams)?.NameStreams(streams);
            parts.Dispatcher.NameSagas(envelope, EndpointOf(envelope), _wanted.Sagas);
        }
        catch (Exception)
        {
            // What is wrong with the message shows again when it is handled, and then it is that message
            // alone that fails.
        }
    }
}
