using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Ready when the database answers, the worker runs, and somebody owns every partition.</summary>
sealed class EngineReadiness(NpgsqlDataSource database, MessagingEngine engine) : IReadiness
{
    readonly PartitionCensus _census = new(database);

    public async Task<IReadOnlyList<(string Name, bool Healthy, string Detail)>> Check(CancellationToken ct)
    {
        List<(string, bool, string)> entries = [];
        try
        {
            var (all, owned) = await _census.Take(ct);
            entries.Add(("database", true, "answers"));
            entries.Add(("partitions", owned == all, $"{owned} of {all} have a living owner"));
        }
        catch (NpgsqlException e)
        {
            entries.Add(("database", false, e.GetType().Name));
        }

        if (engine.ServesEndpoints)
            entries.Add(("worker", engine.IsRunning, $"owns {engine.OwnedPartitions.Count} partitions, {engine.Waiting} messages waiting"));
        return entries;
    }
}
