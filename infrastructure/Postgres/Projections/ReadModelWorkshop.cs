using BillingEngine.Messaging.Serialization;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>All read models, as operators see them: by name, to be listed, rebuilt and checked.</summary>
public sealed class ReadModelWorkshop(
    NpgsqlDataSource database,
    MessageTypes types,
    IReadOnlyList<IInlineProjection> inline,
    IReadOnlyList<IProjection> following)
{
    public IReadOnlyList<string> Names =>
        [.. inline.Select(model => model.Name), .. following.Select(model => model.Name)];

    /// <summary>Inline models first, which are never behind.</summary>
    public async Task<IReadOnlyList<ModelListing>> List(CancellationToken ct)
    {
        var lags = (await new ProjectionCensus(database).Take(ct)).ToDictionary(lag => lag.Name);
        return
        [
            .. inline.Select(model => new ModelListing(model.Name, model.Version, IsInline: true, Lag: null)),
            .. following.Select(model => new ModelListing(
                model.Name, model.Version, IsInline: false, lags.GetValueOrDefault(model.Name))),
        ];
    }

    /// <summary>Makes the model anew beside the live one, and puts it in its place.</summary>
    /// <returns>Events of the log that it was made from.</returns>
    /// <exception cref="ModelBusyException">Another process is at it.</exception>
    public Task<long> Rebuild(string name, IProgress<BuildProgress> progress, CancellationToken ct)
    {
        var (model, isInline) = Find(name);
        return new ModelRebuild(database, types, model, isInline).Run(progress, ct);
    }

    /// <summary>Compares the model with what the events say.</summary>
    /// <exception cref="ModelBusyException">Another process is at it.</exception>
    public Task<ModelVerdict> Check(string name, IProgress<BuildProgress> progress, CancellationToken ct)
    {
        var (model, isInline) = Find(name);
        return new ModelCheck(database, types, model, isInline).Run(progress, ct);
    }

    (IProjection Model, bool IsInline) Find(string name) =>
        inline.FirstOrDefault(model => model.Name == name) is { } found ? (new InlineModel(found), true)
        : following.FirstOrDefault(model => model.Name == name) is { } follows ? (follows, false)
        : throw new ArgumentException($"There is no read model {name}: there are {string.Join(", ", Names)}.");
}

/// <summary>A read model and how far it has come.</summary>
/// <param name="Lag">Null for one that is written inline, and for one that never followed the log yet.</param>
public sealed record ModelListing(string Name, int Version, bool IsInline, ModelLag? Lag);
