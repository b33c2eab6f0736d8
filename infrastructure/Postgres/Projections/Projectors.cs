using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>Has all models that follow the log follow it, as far as no other process does.</summary>
public sealed class Projectors : ICommitListener, IAsyncDisposable
{
    static readonly TimeSpan CensusInterval = TimeSpan.FromSeconds(2);

    /// <summary>What loops may take to end; one that waits for a frozen server ends with its connection.</summary>
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    readonly IReadOnlyList<Projector> _projectors;
    readonly ProjectionMetrics _metrics;
    readonly RecentEvents _recent = new();
    readonly ProjectionCensus _census;
    readonly IScheduler _scheduler;
    readonly CancellationTokenSource _stop = new();
    volatile IReadOnlyList<ModelLag> _lags = [];
    Task _loops = Task.CompletedTask;

    /// <param name="followed">Told how far each model has come, by name.</param>
    public Projectors(
        NpgsqlDataSource database,
        MessageTypes types,
        IReadOnlyList<IProjection> models,
        IReadOnlyDictionary<string, FollowedModel> followed,
        IScheduler scheduler,
        ILogger logger)
    {
        _scheduler = scheduler;
        _census = new ProjectionCensus(database);
        _metrics = new ProjectionMetrics(() => _lags);
        _projectors = [.. models.Select(model => new Projector(
            database, types, model, followed[model.Name], _recent, _metrics, scheduler, logger))];
    }

    public void Start() => _loops = Task.WhenAll(
        [.. _projectors.Select(projector => Task.Run(() => projector.Run(_stop.Token))), Task.Run(Count)]);

    /// <summary>Something was committed, in this process or another.</summary>
    public void Wake()
    {
        foreach (var projector in _projectors)
            projector.Wake();
    }

    public void OnCommitted(CommittedUnit unit)
    {
        if (unit.Events.Count == 0)
            return;
        _recent.OnCommitted(unit);
        Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (await Task.WhenAny(_loops, Task.Delay(StopPatience)) != _loops)
            return;
        foreach (var projector in _projectors)
            projector.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }

    async Task Count()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _lags = await _census.Take(_stop.Token);
            }
            catch (Exception e) when (PostgresFault.IsUnavailable(e))
            {
                // The last count stands until the database answers again.
            }

            await _scheduler.Delay(CensusInterval, _stop.Token);
        }
    }
}
