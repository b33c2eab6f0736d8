using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>How much there is that somebody should look at.</summary>
public sealed record WorkCount(long StuckSagas, long FailedMessages);

/// <summary>
/// Counts stuck sagas and failed messages, for whoever watches. Counting goes through the whole queue: it is done when
/// asked, every five seconds at most, and takes a twentieth of a session's time at most.
/// </summary>
public sealed class WorkCensus : IDisposable
{
    const string Count = $"""
        {OpenSagas.Judged}
        select (select count(*) from judged where stuck_because is not null), (select count(*) from failed)
        """;

    static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(5);
    const int RestPerWork = 19;
    const int SecondsAtMost = 5;

    readonly NpgsqlDataSource _database;
    readonly Meter _meter = new("BillingEngine");
    readonly Lock _gate = new();
    WorkCount? _last;
    long _counted;
    TimeSpan _rest;

    public WorkCensus(NpgsqlDataSource database)
    {
        _database = database;
        _meter.CreateObservableGauge(
            "billing.engine.sagas.stuck", () => Values(count => count.StuckSagas), "{saga}",
            "Sagas that wait for nothing that is on its way");
        _meter.CreateObservableGauge(
            "billing.engine.messages.failed.open", () => Values(count => count.FailedMessages), "{message}",
            "Failed messages that nobody has retried or archived");
    }

    /// <summary>A count that is not older than told above; blocks while it is taken.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached, or takes too long.</exception>
    public WorkCount Take()
    {
        lock (_gate)
        {
            if (_last is not null && Stopwatch.GetElapsedTime(_counted) < _rest)
                return _last;
            var started = Stopwatch.GetTimestamp();
            _last = CountNow();
            _counted = Stopwatch.GetTimestamp();
            var took = Stopwatch.GetElapsedTime(started, _counted) * RestPerWork;
            _rest = took > ShortestRest ? took : ShortestRest;
            return _last;
        }
    }

    public void Dispose() => _meter.Dispose();

    WorkCount CountNow()
    {
        using var command = _database.CreateCommand(Count);
        command.CommandTimeout = SecondsAtMost;
        command.Parameters.Add(Sql.Value(OpenSagas.Patience));
        using var reader = command.ExecuteReader();
        reader.Read();
        return new WorkCount(reader.GetInt64(0), reader.GetInt64(1));
    }

    IEnumerable<Measurement<long>> Values(Func<WorkCount, long> value)
    {
        try
        {
            return [new(value(Take()))];
        }
        catch (NpgsqlException)
        {
            // Whoever watches sees that there is no value; the readiness says why.
            return [];
        }
    }
}
