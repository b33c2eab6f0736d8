using System.Diagnostics;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// Has one model follow the log. Of all processes one does it at a time: the one whose session holds the model's lock.
/// Should it lose the session and not know, the checkpoints have moved on, and its batch is dropped.
/// </summary>
sealed partial class Projector(
    NpgsqlDataSource database,
    MessageTypes types,
    IProjection model,
    FollowedModel followed,
    RecentEvents recent,
    ProjectionMetrics metrics,
    IScheduler scheduler,
    ILogger logger)
    : IDisposable
{
    /// <summary>Events of the log that are taken in together.</summary>
    const int SpanLength = 5_000;

    /// <summary>
    /// Rest after a batch, if nobody waits for the model: under load a batch is then of many events, which costs the
    /// database a fraction of what many batches cost.
    /// </summary>
    static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    /// <summary>Of the batch: that much rest it has in any case, however many readers wait.</summary>
    const int LeastRest = 9;

    /// <summary>Between two looks at the log when nobody says that there is something.</summary>
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan StandbyInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    /// <summary>A newer version may have taken over by then, and it would know what this one does not.</summary>
    static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(10);

    /// <summary>A model that begins with a longer log is filled as a rebuild fills it, which is quicker.</summary>
    const long LongLog = 100_000;

    const string Register = """
        insert into projections (name, version) values ($1, $2) on conflict do nothing
        """;

    const string SelectVersion = "select version from projections where name = $1";

    const string RecordStop = """
        update projections set stopped_at = clock_timestamp(), stopped_by = $2
        where name = $1 and stopped_by is distinct from $2
        """;

    const string RecordGo = """
        update projections set stopped_at = null, stopped_by = null where name = $1 and stopped_by is not null
        """;

    readonly SemaphoreSlim _wake = new(0, 1);
    readonly HashSet<Type> _taken = [.. model.Events];

    /// <summary>Something was committed.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount > 0)
            return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread was quicker; one look serves both.
        }
    }

    public void Dispose() => _wake.Dispose();

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var wait = await RunUntilFault(ct);
            followed.Leave();
            await scheduler.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How long to wait before the next attempt.</returns>
    async Task<TimeSpan> RunUntilFault(CancellationToken ct)
    {
        try
        {
            await using var connection = await ModelSession.TryFollow(database, model.Name, ct);
            if (connection is null)
                return StandbyInterval;
            await Follow(connection, ct);
            return TimeSpan.Zero;
        }
        catch (Exception e) when (e is CheckpointMovedException || ct.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            metrics.Failed(model.Name);
            Log.Waits(logger, model.Name, AfterFault, e.Message);
            return AfterFault;
        }
        catch (Exception e)
        {
            metrics.Failed(model.Name);
            Log.Stopped(logger, model.Name, AfterStop, e);
            await Record(RecordStop, ct, Sql.Value(model.Name), Sql.Value(e.Message));
            return AfterStop;
        }
    }

    async Task Follow(NpgsqlConnection connection, CancellationToken ct)
    {
        var isNew = await Statement.Run(
            connection, Register, ct, Sql.Value(model.Name), Sql.Value(model.Version)) > 0;
        await BringToVersion(connection, isNew, ct);
        var log = new LogReader(database, types, model);
        var writer = new ModelWriter(model, Build.Live, schema: null, log);
        var positions = await Checkpoints.Read(connection, model.Name, Build.Live, ct);
        Log.Follows(logger, model.Name, model.Version);
        for (var isFirst = true; ; isFirst = false)
        {
            var began = Stopwatch.GetTimestamp();
            var span = await Next(connection, log, positions, ct);
            if (!span.IsEmpty)
                await writer.Write(connection, span, ct);
            if (isFirst)
                await Statement.Run(connection, RecordGo, ct, Sql.Value(model.Name));
            foreach (var move in span.Moves)
                positions[move.Partition] = move.After;
            Tell(positions);
            if (span.IsEmpty)
            {
                await _wake.WaitAsync(LookInterval, ct);
                continue;
            }

            var elapsed = Stopwatch.GetElapsedTime(began);
            metrics.Written(model.Name, span.Length, elapsed);
            if (span.Length < SpanLength / 2)
                await followed.Rest(Shorter(elapsed * LeastRest, LongestRest), LongestRest, ct);
        }
    }

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    async Task<LogSpan> Next(
        NpgsqlConnection connection, LogReader log, SortedDictionary<int, long> positions, CancellationToken ct)
    {
        // Of all partitions, whoever committed to them: were memory preferred, the rest would wait.
        var moves = LogReader.Plan(positions, await LogReader.Heads(connection, ct), SpanLength);
        var (events, others) = recent.Read(moves, _taken);
        return new LogSpan([.. events, .. await log.Read(connection, others, ct)], moves);
    }

    /// <summary>Tables that another version made are made anew beside, while they still serve as they are.</summary>
    async Task BringToVersion(NpgsqlConnection connection, bool isNew, CancellationToken ct)
    {
        var found = await Statement.Value<int>(connection, SelectVersion, ct, Sql.Value(model.Name));
        var isFilled = !isNew || (await LogReader.Heads(connection, ct)).Values.Sum() < LongLog;
        if (found == model.Version && isFilled)
            return;
        if (found != model.Version)
            Log.Rebuilds(logger, model.Name, found, model.Version);
        await Checkpoints.Read(connection, model.Name, Build.Live, ct);
        await new ModelRebuild(database, types, model, isInline: false).Run(new Progress<BuildProgress>(), ct);
    }

    void Tell(SortedDictionary<int, long> positions)
    {
        followed.Tell(LogPosition.Of([.. positions
            .Where(place => place.Value > 0)
            .Select(place => new PartitionPosition(place.Key, place.Value))]));
        followed.Follow();
    }

    async Task Record(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await Statement.Run(connection, sql, ct, parameters);
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e) || e is OperationCanceledException)
        {
            // It has been logged; the next attempt records it if it ends the same way.
        }
    }
}
