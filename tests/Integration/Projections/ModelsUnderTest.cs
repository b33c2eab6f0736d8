using System.Collections.Concurrent;
using BillingEngine.Host;
using BillingEngine.Integration.Tests.ReadModels;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rows = BillingEngine.Integration.Tests.ReadModels.Rows;

namespace BillingEngine.Integration.Tests.Projections;

/// <summary>An engine that lives any life, and read models beside it: the product's own, and one that counts.</summary>
sealed class ModelsUnderTest : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly Committed _committed = new();
    readonly EngineUnderTest _engine;
    readonly Stack<IAsyncDisposable> _opened = [];
    NpgsqlDataSource? _database;

    public NpgsqlDataSource Database => _database!;

    public EngineUnderTest Engine => _engine;

    public ReadModelWorkshop Workshop { get; private set; } = null!;

    ModelsUnderTest() => _engine = new EngineUnderTest { Listener = _committed };

    public static async Task<ModelsUnderTest> Start(int seed)
    {
        var models = new ModelsUnderTest();
        await models._engine.Start();
        models._database = PostgresStorage.OpenDatabase(await models._engine.ConnectionString());
        models._opened.Push(models._database);
        await Rows.Execute(models.Database, CountedStreams.Table);
        models.Workshop = new ReadModelWorkshop(
            models.Database,
            Composition.Types,
            ReadModelModule.Inline(),
            [.. ReadModelModule.Following(), new CountedStreams()]);
        await models.Live(seed);
        return models;
    }

    public async Task Live(int seed)
    {
        var life = new RandomLife(seed);
        await _engine.Send(life.Opening());
        await _engine.Rest();
        await _engine.Send(Enumerable.Range(0, 120).Select(_ => life.Next()));
        await _engine.Rest();
    }

    /// <summary>Another process that has models follow the log: all, or the one that is given.</summary>
    /// <param name="isItsOwn">Partitions whose events the process has committed itself.</param>
    public Following Follow(IProjection? only = null, Func<int, bool>? isItsOwn = null)
    {
        IReadOnlyList<IProjection> models = only is null
            ? [.. ReadModelModule.Following(), new CountedStreams()]
            : [only];
        var followed = models.ToDictionary(
            model => model.Name, model => new FollowedModel(model.Name, Database, TimeProvider.System));
        var projectors = new Projectors(
            Database,
            Composition.Types,
            models,
            followed,
            new SystemScheduler(TimeProvider.System),
            NullLogger.Instance);
        foreach (var unit in _committed.Units)
            projectors.OnCommitted(unit with
            {
                Events = [.. unit.Events.Where(e => isItsOwn?.Invoke(e.Stored.Partition) == true)],
            });
        projectors.Start();
        return new Following(projectors, followed);
    }

    /// <summary>Until all that has happened by now is in all models.</summary>
    public async Task CatchUp(Following following)
    {
        var heads = await new LogHeads(Database).Read(CancellationToken.None);
        foreach (var model in following.Models.Values)
            Assert.True(await model.Reaches(heads, patience, CancellationToken.None), model.Name);
    }

    public async Task<long> MiscountedStreams() => await Rows.Count(
        Database,
        """
        select count(*)
        from (
            select stream_id, count(*)::int as events, max(stream_version) as version from events
            where type in ('account.debited.v1', 'account.credited.v1', 'transaction.completed.v1')
            group by stream_id) e
        full join counted_streams c using (stream_id)
        where (e.events, e.version) is distinct from (c.events, c.version)
        """);

    public async Task AssertAllAreWhatTheEventsSay()
    {
        foreach (var name in Workshop.Names)
            Assert.Null((await Workshop.Check(name, Nobody, CancellationToken.None)).Difference);
    }

    public static IProgress<BuildProgress> Nobody { get; } = new Told(_ => { });

    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var part))
            await part.DisposeAsync();
        await _engine.DisposeAsync();
    }

    /// <summary>Told on the spot, as the framework's own is not.</summary>
    internal sealed class Told(Action<BuildProgress> hear) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => hear(value);
    }

    sealed class Committed : ICommitListener
    {
        public ConcurrentQueue<CommittedUnit> Units { get; } = [];

        public void OnCommitted(CommittedUnit unit) => Units.Enqueue(unit);
    }

    internal sealed record Following(Projectors Projectors, IReadOnlyDictionary<string, FollowedModel> Models)
        : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Projectors.DisposeAsync();
    }
}
