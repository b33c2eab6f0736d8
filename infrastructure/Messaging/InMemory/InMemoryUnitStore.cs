using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.InMemory;

sealed class InMemoryUnitStore(InMemoryDatabase database, Action closed) : IUnitStore
{
    public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            var found = new Prefetched();
            foreach (var id in request.Streams)
            {
                if (Slice(id) is { } slice)
                    found.Streams[id] = slice;
            }

            foreach (var id in request.Sagas)
            {
                if (database.Sagas.TryGetValue(id, out var saga))
                    found.Sagas[id] = new StoredSaga(id, saga.Saga, saga.Version, saga.Data);
            }

            foreach (var id in request.Requests)
            {
                if (database.Replies.TryGetValue(id, out var reply))
                    found.Requests[id] = reply;
            }

            foreach (var key in request.OrderKeys)
            {
                if (database.Blocked.TryGetValue(key, out var head))
                    found.Blocked[key] = head;
            }

            return Task.FromResult(found);
        }
    }

    public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            var slice = new StreamSlice();
            slice.Events.AddRange(database.Streams.GetValueOrDefault(streamId) ?? []);
            return Task.FromResult(slice);
        }
    }

    public Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            return Task.FromResult(database.Once.GetValueOrDefault((streamId, onceKey)));
        }
    }

    public Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct)
    {
        var fault = database.OnCommit(changes);
        lock (database.Gate)
        {
            if (!database.IsReachable)
                return Outcome(new CommitOutcome.RolledBack(Fault("unreachable")));
            switch (fault)
            {
                case CommitFault.RollBack:
                    return Outcome(new CommitOutcome.RolledBack(Fault("rolled back")));
                case CommitFault.TimeOut:
                    return Outcome(new CommitOutcome.RolledBack(Fault("timed out")) { TookTooLong = true });
                case CommitFault.Reject:
                    return Outcome(new CommitOutcome.Rejected(Fault("rejected")));
                case CommitFault.LoseAnswerBeforeCommit:
                    return Outcome(new CommitOutcome.Unknown(Fault("lost before the commit")));
            }

            var outcome = InMemoryCommit.Apply(database, changes);
            if (outcome is CommitOutcome.Committed)
                database.Committed(changes);
            return Outcome(fault == CommitFault.LoseAnswerAfterCommit && outcome is CommitOutcome.Committed
                ? new CommitOutcome.Unknown(Fault("lost after the commit"))
                : outcome);
        }
    }

    public Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct) =>
        database.OnCommitAside(() => Commit(changes, ct));

    public Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct)
    {
        lock (database.Gate)
        {
            database.CheckReachable();
            var lease = changes.Leases[0];
            var row = database.Partitions.Single(partition => partition.Partition == lease.Partition);
            return Outcome(
                row.LastUnit == changes.UnitId ? CommitOutcome.Committed.Instance
                : row.Epoch != lease.Epoch ? CommitOutcome.Fenced.Instance
                : new CommitOutcome.RolledBack(unknown.Cause));
        }
    }

    public ValueTask DisposeAsync()
    {
        closed();
        return ValueTask.CompletedTask;
    }

    StreamSlice? Slice(Guid id)
    {
        if (!database.Streams.TryGetValue(id, out var events))
            return null;
        var slice = new StreamSlice { Snapshot = InMemorySnapshot.NewestSound(database, id) };
        slice.Events.AddRange(events.Skip(slice.Snapshot?.Version ?? 0));
        return slice;
    }

    static Task<CommitOutcome> Outcome(CommitOutcome outcome) => Task.FromResult(outcome);

    static InvalidOperationException Fault(string what) => new($"Injected fault: {what}.");
}
