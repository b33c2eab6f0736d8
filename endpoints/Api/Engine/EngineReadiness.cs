using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Operations;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Ready when the database answers, the worker runs, and somebody owns every partition.</summary>
sealed class EngineReadiness(NpgsqlDataSource database, MessagingEngine engine, WorkCensus work) : IReadiness
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

        entries.Add(("attention", true, await Attention(ct)));
        if (engine.ServesEndpoints)
            entries.Add(("worker", engine.IsRunning, $"owns {engine.OwnedPartitions.Count} partitions, {engine.Waiting} messages waiting"));
        return entries;
    }

    /// <summary>What somebody should look at is no reason to send requests elsewhere.</summary>
    async Task<string> Attention(CancellationToken ct)
    {
        try
        {
            var (stuck, failed) = await Task.Run(work.Take, ct);
            return $"{stuck} sagas are stuck, {failed} messages have failed";
        }
        catch (NpgsqlException e)
        {
            return $"not known: {e.GetType().Name}";
        }
    }
}
