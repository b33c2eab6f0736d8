using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// What a batch will need is read before it is handled. A request that begins a stream of its own is new as a rule, and
/// its accounts are in memory: so it may be taken for new, and nothing need be read; the commit makes sure of that.
/// </summary>
sealed partial class UnitOfWork
{
    readonly HashSet<Guid> _newRequests = [];
    readonly HashSet<Guid> _newSagas = [];
    readonly List<Guid> _newStreamsOfBatch = [];
    readonly List<Guid> _newSagasOfBatch = [];

    /// <summary>Reads all that the batch names and memory lacks, in one round trip, or in none.</summary>
    /// <param name="takesForNew">
    /// Requests that begin streams, and were handed over in memory, are not looked for, nor their repeats in this unit.
    /// </param>
    public async Task Prefetch(IReadOnlyList<Envelope> batch, bool takesForNew, CancellationToken ct)
    {
        _wanted.Clear();
        _newStreamsOfBatch.Clear();
        _newSagasOfBatch.Clear();
        var streams = new List<Guid>();
        foreach (var envelope in batch)
        {
            streams.Clear();
            if (envelope.Request is { } request && !(takesForNew && TakeForNew(envelope, request.RequestId)))
            {
                streams.Add(request.RequestId);
                _wanted.Requests.Add(request.RequestId);
            }

            if (envelope.Message is IKeepOrder ordered)
                _wanted.OrderKeys.Add((envelope.Partition, ordered.PartitionKey));
            NameWhatItNeeds(envelope, streams);
            foreach (var stream in streams)
            {
                if (!_aggregates.IsKnown(stream) && !_newRequests.Contains(stream))
                    _wanted.Streams.Add(stream);
            }
        }

        _wanted.Sagas.RemoveWhere(_sagas.IsKnown);
        _newSagas.UnionWith(_newSagasOfBatch);
        if (_wanted.IsEmpty && _newStreamsOfBatch.Count == 0)
            return;
        var found = _wanted.IsEmpty ? new Prefetched() : await store.Prefetch(_wanted, ct);
        foreach (var stream in _wanted.Streams.Concat(_newStreamsOfBatch))
            found.Streams.TryAdd(stream, new StreamSlice());
        _aggregates.Accept(found.Streams);
        _sagas.Accept(_wanted.Sagas.Concat(_newSagasOfBatch), found.Sagas);
        _requests.Accept(found.Requests);
        _order.Accept(_wanted.OrderKeys, found.Blocked);
    }

    /// <summary>A repeat of one that memory has is told by that.</summary>
    bool TakeForNew(Envelope envelope, Guid requestId)
    {
        var isNew = _newRequests.Contains(requestId)
            || ((envelope.Message as IPartitioned)?.PartitionKey == requestId
                && envelope.Receipt is null && !envelope.IsReplay && !_aggregates.IsKnown(requestId)
                && _newRequests.Add(requestId));
        if (isNew)
            _newStreamsOfBatch.Add(requestId);
        return isNew;
    }

    Absent WhatWasTakenForNew() => _newRequests.Count == 0
        ? Absent.None
        : new([.. _newRequests], [.. _newRequests.Where(id => !_aggregates.IsChanged(id))], [.. _newSagas]);

    /// <summary>Only a hint, asked of the contract's and the saga's own code.</summary>
    void NameWhatItNeeds(Envelope envelope, List<Guid> streams)
    {
        try
        {
            var key = (envelope.Message as IPartitioned)?.PartitionKey;
            ICollection<Guid> sagas = key is { } own && _newRequests.Contains(own) ? _newSagasOfBatch : _wanted.Sagas;
            if (envelope.Message is IPartitioned keyed)
            {
                streams.Add(keyed.PartitionKey);
                if (topology.SagaReachedBy(EndpointOf(envelope), keyed) is { } saga)
                    sagas.Add(saga);
            }

            (envelope.Message as INameStreams)?.NameStreams(streams);
            parts.Dispatcher.NameSagas(envelope, EndpointOf(envelope), sagas);
        }
        catch (Exception)
        {
            // What is wrong with the message shows again when it is handled, and then it is that message
            // alone that fails.
        }
    }
}
