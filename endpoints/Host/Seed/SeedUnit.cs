using System.Buffers;
using System.Text.Json;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Host.Seed;

/// <summary>
/// Gathers what one commit is to store, in the very form in which the engine stores it. Where the partitions stand is
/// kept from unit to unit, so that the next one can be made while this one is being committed.
/// </summary>
sealed class SeedUnit(MessageTypes types, PartitionMap map, IReadOnlyList<PartitionLease> leases, int snapshotEvery)
    : IDisposable
{
    readonly Dictionary<int, PartitionLease> _leases = leases.ToDictionary(lease => lease.Partition);
    readonly Dictionary<int, PartitionLease> _touched = [];
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly Utf8JsonWriter _writer = new(Stream.Null);
    readonly SystemRandomSource _random = new();
    List<CommittedEvent> _events = [];
    List<StreamSnapshot> _snapshots = [];

    /// <summary>The message that makes the next events happen.</summary>
    public EventOrigin Cause { get; private set; } = new(Guid.Empty, CausationId: null, Guid.Empty, "");

    /// <summary>A request of its own begins a conversation.</summary>
    public void Begin()
    {
        var id = _random.NextId();
        Cause = new EventOrigin(id, CausationId: null, id, $"seed-{id:n}");
    }

    /// <summary>A message that the one before has led to.</summary>
    public void GoOn() => Cause = Cause with { MessageId = _random.NextId(), CausationId = Cause.MessageId };

    public Versioned<TState> Append<TState>(
        Versioned<TState> aggregate, string endpoint, DateTimeOffset at, params ReadOnlySpan<IEvent> events)
        where TState : class, IEventSourced<TState>
    {
        var partition = map.PartitionOf(endpoint, aggregate.StreamId);
        foreach (var e in events)
        {
            aggregate = aggregate.Next(e, at);
            Add(e, new StoredEvent(
                partition,
                NextPosition(partition),
                aggregate.StreamId,
                aggregate.Version,
                types.Of(e).Name,
                Written(e, types.Of(e).Write),
                Cause,
                at));
            if (aggregate.Version % snapshotEvery == 0)
                _snapshots.Add(SnapshotOf(aggregate));
        }

        return aggregate;
    }

    /// <summary>All since the unit before.</summary>
    public UnitChanges Take()
    {
        var unit = new UnitChanges
        {
            UnitId = _random.NextId(),
            Leases = [.. _touched.Values],
            Events = _events,
            Snapshots = _snapshots,
        };
        (_events, _snapshots) = ([], []);
        _touched.Clear();
        return unit;
    }

    public void Dispose() => _writer.Dispose();

    void Add(IEvent e, StoredEvent stored) =>
        _events.Add(new CommittedEvent(stored, e));

    long NextPosition(int partition)
    {
        var lease = _leases[partition];
        _touched.TryAdd(partition, lease);
        _leases[partition] = lease with { Position = lease.Position + 1 };
        return lease.Position + 1;
    }

    static StreamSnapshot SnapshotOf<TState>(Versioned<TState> aggregate)
        where TState : class, IEventSourced<TState> => new(
        aggregate.StreamId,
        aggregate.Version,
        TState.SnapshotSchema,
        JsonSerializer.SerializeToUtf8Bytes(aggregate.State, TState.SnapshotJson),
        aggregate.CreatedAt,
        aggregate.UpdatedAt);

    byte[] Written<TContent>(TContent content, Action<Utf8JsonWriter, TContent> write)
    {
        _bytes.ResetWrittenCount();
        _writer.Reset(_bytes);
        write(_writer, content);
        _writer.Flush();
        return _bytes.WrittenSpan.ToArray();
    }
}
