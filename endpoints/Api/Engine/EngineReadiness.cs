using BillingEngine.Messaging.Engine;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>Ready when the database answers, the worker runs, and somebody owns every partition.</summary>
sealed class EngineReadiness(NpgsqlDataSource database, MessagingEngine engine) : IReadiness
{
    const string SelectOwnership = "select count(*), count(owner) from partitions";

    public async Task<IReadOnlyList<(string Name, bool Healthy, string Detail)>> Check(CancellationToken ct)
    {
        List<(string, bool, string)> entries = [];
        try
        {
            await using var command = database.CreateCommand(SelectOwnership);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var (all, owned) = (reader.GetInt64(0), reader.GetInt64(1));
            entries.Add(("database", true, "answers"));
            entries.Add(("partitions", owned == all, $"{owned} of {all} have an owner"));
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
