using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels.Transactions;

/// <summary>Events that a test has made up, and what models make of them.</summary>
sealed class WrittenLog : IEarlierEvents
{
    readonly List<CommittedEvent> _events = [];
    readonly Dictionary<Guid, List<CommittedEvent>> _streams = [];

    public IReadOnlyList<CommittedEvent> Events => _events;

    public void Add(Guid stream, IEvent e, DateTimeOffset at)
    {
        if (!_streams.TryGetValue(stream, out var events))
            _streams.Add(stream, events = []);
        var stored = new StoredEvent(
            Partition: 0, _events.Count + 1, stream, events.Count + 1, "", default, new(stream, null, stream, "correlation"), at);
        var committed = new CommittedEvent(stored, e);
        events.Add(committed);
        _events.Add(committed);
    }

    /// <summary>Lets a model take in the events from one position up to another, so many at a time.</summary>
    public async Task Project(
        NpgsqlDataSource pool, IProjection projection, int batchSize, int from = 0, int? to = null)
    {
        var taken = _events[from..(to ?? _events.Count)].Where(e => projection.Events.Contains(e.Event.GetType()));
        foreach (var events in taken.Chunk(batchSize))
        {
            await using var connection = await pool.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var statements = new NpgsqlBatch(connection, transaction);
            statements.BatchCommands.Add(new("set local synchronous_commit = off"));
            await projection.Project(new ProjectionBatch(events, statements, this), CancellationToken.None);
            await statements.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    }

    /// <summary>As they are written beside the events.</summary>
    public async Task Project(NpgsqlDataSource pool, IInlineProjection projection, int from = 0, int? to = null)
    {
        await using var connection = await pool.OpenConnectionAsync();
        await using var statements = new NpgsqlBatch(connection);
        projection.Project(_events[from..(to ?? _events.Count)], statements);
        await statements.ExecuteNonQueryAsync();
    }

    public Task<IReadOnlyDictionary<Guid, IReadOnlyList<CommittedEvent>>> Read(
        IReadOnlyDictionary<Guid, int> beforeVersion, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<Guid, IReadOnlyList<CommittedEvent>>>(beforeVersion.ToDictionary(
            stream => stream.Key,
            stream => (IReadOnlyList<CommittedEvent>)[.. _streams[stream.Key].Take(stream.Value - 1)]));
}
