using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

/// <summary>
/// One transaction: everything is checked first, then everything is written. The caller holds the gate.
/// </summary>
static class InMemoryCommit
{
    public static CommitOutcome Apply(InMemoryDatabase database, UnitChanges changes)
    {
        if (!OwnsAll(database, changes.Leases))
            return CommitOutcome.Fenced.Instance;
        var gone = changes.Consumed.Where(receipt => !IsStanding(database, receipt)).ToList();
        if (gone.Count > 0)
            return new CommitOutcome.Withdrawn(gone);
        if ((FindConflict(database, changes) ?? InMemoryOrder.FindFreeKey(database, changes.Order)) is { } conflict)
            return new CommitOutcome.Conflict(new InvalidOperationException(conflict));
        if (FindRepeated(database, changes.Events) is { } repeated)
            return new CommitOutcome.Rejected(new InvalidOperationException(repeated)) { IsRepetition = true };
        Write(database, changes);
        return CommitOutcome.Committed.Instance;
    }

    static bool OwnsAll(InMemoryDatabase database, IReadOnlyList<PartitionLease> leases) => leases.All(lease =>
        database.Partitions.Single(row => row.Partition == lease.Partition) is var row
        && row.Epoch == lease.Epoch && row.Position == lease.Position);

    static bool IsStanding(InMemoryDatabase database, Receipt receipt) =>
        database.Queue.TryGetValue(receipt.Sequence, out var message) && message.DueAt == receipt.DueAt;

    static string? FindConflict(InMemoryDatabase database, UnitChanges changes)
    {
        var versions = new Dictionary<Guid, int>();
        foreach (var (stored, _) in changes.Events)
        {
            var version = versions.TryGetValue(stored.StreamId, out var known)
                ? known
                : database.Streams.GetValueOrDefault(stored.StreamId)?.Count ?? 0;
            if (stored.StreamVersion != version + 1)
                return $"Stream {stored.StreamId} is at version {version}, not {stored.StreamVersion - 1}.";
            versions[stored.StreamId] = stored.StreamVersion;
        }

        foreach (var saga in changes.Sagas)
        {
            if ((database.Sagas.GetValueOrDefault(saga.SagaId)?.Version ?? 0) != saga.ExpectedVersion)
                return $"Saga {saga.SagaId} is not at version {saga.ExpectedVersion}.";
            if (saga.ExpectedVersion == 0 && database.Sagas.Values.Any(
                    open => open.Saga == saga.Saga && open.Correlation == saga.Correlation))
                return $"{saga.Saga} {saga.Correlation} is open already.";
        }

        if (changes.Absent.Requests.Any(database.Replies.ContainsKey)
            || changes.Absent.Streams.Any(database.Streams.ContainsKey)
            || changes.Absent.Sagas.Any(database.Sagas.ContainsKey))
            return "What was taken for new is there.";
        return changes.Replies.FirstOrDefault(reply => database.Replies.ContainsKey(reply.RequestId)) is { } taken
            ? $"Request {taken.RequestId} has a reply already."
            : null;
    }

    static string? FindRepeated(InMemoryDatabase database, IReadOnlyList<CommittedEvent> events)
    {
        var added = new HashSet<(Guid StreamId, Guid OnceKey)>();
        foreach (var e in events)
        {
            if (e.OnceKey is not { } key)
                continue;
            var id = (e.Stored.StreamId, key);
            if (database.Once.ContainsKey(id) || !added.Add(id))
                return $"Stream {e.Stored.StreamId} has an event under the once key {key} already.";
        }

        return null;
    }

    static void Write(InMemoryDatabase database, UnitChanges changes)
    {
        foreach (var e in changes.Events)
            WriteEvent(database, e.Stored, e.OnceKey);
        foreach (var saga in changes.Sagas)
            WriteSaga(database, saga);
        foreach (var receipt in changes.Consumed)
            database.Queue.Remove(receipt.Sequence);
        InMemoryOrder.Block(database, changes.Order);
        foreach (var message in changes.Outgoing)
            Enqueue(database, message);
        InMemoryOrder.Release(database, changes.Order);
        foreach (var failure in changes.Failures)
            WriteFailure(database, failure);
        database.RetryResults.AddRange(changes.RetryResults);
        foreach (var limit in changes.RateLimits)
            WriteLimit(database, limit);
        database.Traces.AddRange(changes.Traces.Select(trace => trace with { Data = trace.Data.ToArray() }));
        foreach (var reply in changes.Replies)
            database.Replies[reply.RequestId] = reply with { Body = reply.Body.ToArray() };
        foreach (var snapshot in changes.Snapshots)
            WriteSnapshot(database, snapshot);
        foreach (var lease in changes.Leases)
            Mark(database, lease, changes);
    }

    public static void Enqueue(InMemoryDatabase database, TransportMessage message) =>
        database.Queue[database.NextSequence++] = Copy(message);

    static void WriteEvent(InMemoryDatabase database, StoredEvent stored, Guid? onceKey)
    {
        stored = stored with { Data = stored.Data.ToArray() };
        if (onceKey is { } key)
            database.Once.Add((stored.StreamId, key), stored);
        ListOf(database.Streams, stored.StreamId).Add(stored);
        ListOf(database.Log, stored.Partition).Add(stored);
    }

    static void WriteSaga(InMemoryDatabase database, SagaWrite saga)
    {
        if (saga.Data is { } data)
            database.Sagas[saga.SagaId] = new SagaState(saga.Saga, saga.Correlation, saga.ExpectedVersion + 1, data.ToArray());
        else
            database.Sagas.Remove(saga.SagaId);
    }

    static void WriteSnapshot(InMemoryDatabase database, StreamSnapshot snapshot)
    {
        if (!database.Snapshots.TryGetValue(snapshot.StreamId, out var ofStream))
            database.Snapshots[snapshot.StreamId] = ofStream = [];
        ofStream.TryAdd(snapshot.Version, InMemorySnapshot.Of(snapshot));
    }

    static void WriteFailure(InMemoryDatabase database, FailedMessage failure)
    {
        var (id, partition) = (failure.Message.MessageId, failure.Message.Partition);
        var known = database.Failed.FindIndex(
            failed => failed.Message.MessageId == id && failed.Message.Partition == partition);
        if (known < 0)
            database.Failed.Add(failure with { Message = Copy(failure.Message) });
        else
            database.Failed[known] = failure with
            {
                Message = Copy(failure.Message with { Body = database.Failed[known].Message.Body }),
                Attempts = database.Failed[known].Attempts + failure.Attempts,
            };
    }

    static void WriteLimit(InMemoryDatabase database, RateLimitChange limit)
    {
        var key = (limit.Worker, limit.Endpoint, limit.Type);
        if (!limit.IsOver)
        {
            database.RateLimits[key] = limit;
            return;
        }

        database.RateLimits.Remove(key);
        foreach (var (sequence, message) in database.Queue.ToList())
        {
            if (message.Kind == WaitKind.Throttled && message.Type == limit.Type
                && database.Partitions.Single(row => row.Partition == message.Partition).Endpoint == limit.Endpoint)
                database.Queue[sequence] = message with { DueAt = DateTimeOffset.MinValue };
        }
    }

    static void Mark(InMemoryDatabase database, PartitionLease lease, UnitChanges changes)
    {
        var row = database.Partitions.Single(partition => partition.Partition == lease.Partition);
        row.Position += changes.Events.Count(e => e.Stored.Partition == lease.Partition);
        row.LastUnit = changes.UnitId;
    }

    static TransportMessage Copy(TransportMessage message) =>
        message with { Headers = message.Headers.ToArray(), Body = message.Body.ToArray() };

    static List<StoredEvent> ListOf<TKey>(Dictionary<TKey, List<StoredEvent>> lists, TKey key)
        where TKey : notnull => lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
