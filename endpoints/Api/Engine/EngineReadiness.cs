using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Api.Engine;

/// <summary>
/// Ready when the database answers and keeps what it is given, the worker runs, and somebody owns every partition.
/// </summary>
sealed class EngineReadiness(NpgsqlDataSource database, MessagingEngine engine, WorkCensus work) : IReadiness
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly PartitionCensus _census = new(database);
    readonly ProjectionCensus _projections = new(database);

    public async Task<IReadOnlyList<(string Name, bool Healthy, string Detail)>> Check(CancellationToken ct)
    {
        List<(string, bool, string)> entries = [];
        try
        {
            var (all, owned) = await _census.Take(ct).WaitAsync(Patience, ct);
            entries.Add(engine.StoreAwayFor is { } away
                ? ("database", false, $"has kept nothing for {away.TotalSeconds:0} s; requests are refused meanwhile")
                : ("database", true, "answers"));
            entries.Add(("partitions", owned == all, $"{owned} of {all} have a living owner"));
        }
        catch (Exception e) when (PostgresStorage.IsUnavailable(e))
        {
            entries.Add(("database", false, Absence(e)));
        }

        entries.Add(("attention", true, await Attention(ct)));
        foreach (var (name, detail) in await Projections(ct))
            entries.Add((name, true, detail));
        if (engine.ServesEndpoints)
            entries.Add(("worker", engine.IsRunning, Occupation()));
        return entries;
    }

    string Absence(Exception e)
    {
        var fault = e is TimeoutException ? $"no answer within {Patience.TotalSeconds:0} s" : e.GetType().Name;
        return engine.StoreAwayFor is { } away ? $"{fault}; away for {away.TotalSeconds:0} s" : fault;
    }

    string Occupation() => $"owns {engine.OwnedPartitions.Count} partitions, {engine.Waiting} messages waiting";

    /// <summary>
    /// One that stands still makes lists and figures grow old; money moves all the same, so requests are welcome.
    /// </summary>
    async Task<IReadOnlyList<(string Name, string Detail)>> Projections(CancellationToken ct)
    {
        try
        {
            var lags = await _projections.Take(ct).WaitAsync(Patience, ct);
            return [.. lags.Select(lag => ($"projection {lag.Name}", Describe(lag)))];
        }
        catch (Exception e) when (PostgresStorage.IsUnavailable(e))
        {
            return [("projections", $"not known: {e.GetType().Name}")];
        }
    }

    static string Describe(ModelLag lag)
    {
        var behind = $"{lag.Events} events behind, {lag.Age.TotalSeconds:0.0} s";
        return lag.Stopped is { } reason ? $"STOPPED, {behind}: {reason}" : behind;
    }

    /// <summary>What somebody should look at is no reason to send requests elsewhere.</summary>
    async Task<string> Attention(CancellationToken ct)
    {
        try
        {
            var (stuck, failed) = await Task.Run(work.Take, ct).WaitAsync(Patience, ct);
            return $"{stuck} sagas are stuck, {failed} messages have failed";
        }
        catch (Exception e) when (PostgresStorage.IsUnavailable(e))
        {
            return $"not known: {e.GetType().Name}";
        }
    }
}
