using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Host;

/// <summary>
/// The read models that follow the log, as this process knows them and, if it is told to, keeps them.
/// </summary>
sealed class FollowingModels : IAsyncDisposable
{
    readonly Projectors? _projectors;
    IDisposable? _wakeUps;

    /// <param name="projects">Whether this process has them follow the log.</param>
    public FollowingModels(NpgsqlDataSource database, bool projects, IScheduler scheduler, ILogger logger)
    {
        var models = ReadModelModule.Following();
        ByName = models.ToDictionary(
            model => model.Name, model => new FollowedModel(model.Name, database, TimeProvider.System));
        if (projects)
            _projectors = new Projectors(database, Composition.Types, models, ByName, scheduler, logger);
    }

    public IReadOnlyDictionary<string, FollowedModel> ByName { get; }

    /// <summary>Hears of every commit of this process.</summary>
    public IReadOnlyList<ICommitListener> Listeners => _projectors is null ? [] : [_projectors];

    public void Start(ITransport transport)
    {
        if (_projectors is null)
            return;
        _wakeUps = transport.OnWake(_ => _projectors.Wake());
        _projectors.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _wakeUps?.Dispose();
        if (_projectors is not null)
            await _projectors.DisposeAsync();
    }
}
