using System.Data;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// Reads and commits units of work of one worker, on the worker's connection and thread. While a commit has both of its
/// own, reads have another connection.
/// </summary>
sealed class PostgresUnitStore(
    WorkerConnection connection, WorkerConnection beside, IReadOnlyList<IInlineProjection> projections) : IUnitStore
{
    readonly ThreadAside _aside = new("billing commit");
    Backend _lost;
    int _besideOpens;

    WorkerConnection Reads => _aside.IsBusy ? Beside() : connection;

    public Task<Prefetched> Prefetch(PrefetchRequest request, CancellationToken ct) =>
        Task.FromResult(UnitReads.Prefetch(Reads, request));

    public Task<StreamSlice> ReadWholeStream(Guid streamId, CancellationToken ct) =>
        Task.FromResult(UnitReads.ReadWholeStream(Reads, streamId));

    public Task<StoredEvent?> FindOnce(Guid streamId, Guid onceKey, CancellationToken ct) =>
        Task.FromResult(UnitReads.FindOnce(Reads, streamId, onceKey));

    public Task<CommitOutcome> Commit(UnitChanges changes, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Commit(changes));
    }

    public Task<CommitOutcome> CommitAside(UnitChanges changes, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _aside.Run(() => Commit(changes));
    }

    CommitOutcome Commit(UnitChanges changes)
    {
        try
        {
            using var batch = UnitWriter.Write(connection.Get(), changes, projections);
            return Send(batch, changes);
        }
        catch (Exception e)
        {
            return PostgresFault.BeforeCommit(e);
        }
    }

    /// <summary>An error of a statement rolls back and leaves the connection as it was.</summary>
    CommitOutcome Send(NpgsqlBatch batch, UnitChanges changes)
    {
        try
        {
            batch.ExecuteNonQuery();
            return CommitOutcome.Committed.Instance;
        }
        catch (PostgresException e) when (e.SqlState == PostgresFault.Withdrawn)
        {
            return QueueRows.Withdrawn(batch.Connection!, changes.Consumed);
        }
        catch (Exception e) when (PostgresFault.IsOurs(e) && batch.Connection!.FullState == ConnectionState.Open)
        {
            return PostgresFault.BeforeCommit(e);
        }
        catch (Exception e)
        {
            var outcome = PostgresFault.AtCommit(e);
            if (outcome is CommitOutcome.Unknown)
            {
                _lost = connection.Backend;
                connection.Drop();
            }

            return outcome;
        }
    }

    /// <summary>It leads where the worker's connection leads, also when that was opened anew.</summary>
    WorkerConnection Beside()
    {
        if (_besideOpens != connection.Opens)
            beside.Drop();
        _besideOpens = connection.Opens;
        return beside;
    }

    // The lost transaction updated its partition rows before anything else, so it holds their locks as long as it
    // lives: once "for update" returns, it has ended, one way or the other, and the row shows which.
    const string EndLostBackend = "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2";

    const string SelectLastUnit = "select epoch, last_unit from partitions where partition = $1 for update";

    public Task<CommitOutcome> Resolve(UnitChanges changes, CommitOutcome.Unknown unknown, CancellationToken ct)
    {
        try
        {
            connection.Drop();
            using var open = connection.OpenAnother();
            using var end = new NpgsqlCommand(EndLostBackend, open);
            end.Parameters.Add(Sql.Value(_lost.ProcessId));
            end.Parameters.Add(Sql.Value(_lost.Start));
            end.ExecuteNonQuery();
            using var select = new NpgsqlCommand(SelectLastUnit, open);
            select.Parameters.Add(Sql.Value(changes.Leases[0].Partition));
            using var reader = select.ExecuteReader();
            reader.Read();
            return Task.FromResult<CommitOutcome>(
                !reader.IsDBNull(1) && reader.GetGuid(1) == changes.UnitId ? CommitOutcome.Committed.Instance
                : reader.GetInt64(0) != changes.Leases[0].Epoch ? CommitOutcome.Fenced.Instance
                : PostgresFault.BeforeCommit(unknown.Cause));
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _aside.DisposeAsync();
        connection.Dispose();
        beside.Dispose();
    }
}
