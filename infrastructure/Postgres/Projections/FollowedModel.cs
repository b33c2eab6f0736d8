using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// How far a model that follows the log has come, for those that want to read what they wrote. Told at once by the
/// projector of this process; where another process has it, asked of the database while somebody waits.
/// </summary>
public sealed class FollowedModel(string name, NpgsqlDataSource database, TimeProvider clock)
{
    static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(25);

    const string Select = """
        select partition, position from projection_checkpoints where name = $1 and build = 'live' and position > 0
        """;

    readonly Lock _moving = new();
    LogPosition _position;
    TaskCompletionSource _moved = NewSource();
    TaskCompletionSource _wished = NewSource();
    int _waiting;
    long _restedAt;
    volatile bool _isTold;

    public string Name => name;

    public LogPosition Position
    {
        get
        {
            lock (_moving)
                return _position;
        }
    }

    /// <summary>Whether it takes in what there is before the time is over, if its batches take no longer than usual.</summary>
    public bool GoesOnWithin(TimeSpan time) =>
        _isTold && clock.GetElapsedTime(clock.GetTimestamp(), Volatile.Read(ref _restedAt)) <= time;

    /// <returns>False when it has not come that far within the limit.</returns>
    public async Task<bool> Reaches(LogPosition position, TimeSpan limit, CancellationToken ct)
    {
        if (Position.Covers(position))
            return true;
        Wish(+1);
        try
        {
            return await Await(position, limit, ct);
        }
        finally
        {
            Wish(-1);
        }
    }

    async Task<bool> Await(LogPosition position, TimeSpan limit, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var moved = Moved();
            if (!_isTold && !Position.Covers(position))
                Tell(await Ask(ct));
            if (Position.Covers(position))
                return true;
            var left = limit - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            var pause = _isTold || left < AskInterval ? left : AskInterval;
            await moved.WaitAsync(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Rests for the least time, and then until somebody waits for the model, or the most is over.</summary>
    internal async Task Rest(TimeSpan least, TimeSpan most, CancellationToken ct)
    {
        Volatile.Write(
            ref _restedAt, clock.GetTimestamp() + (long)(least.TotalSeconds * clock.TimestampFrequency));
        await Task.Delay(least, clock, ct);
        await AwaitWish(most - least, ct);
    }

    async Task AwaitWish(TimeSpan limit, CancellationToken ct)
    {
        Task wished;
        lock (_moving)
        {
            if (_waiting > 0 || limit <= TimeSpan.Zero)
                return;
            wished = _wished.Task;
        }

        await wished.WaitAsync(limit, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    internal void Follow() => _isTold = true;

    internal void Leave() => _isTold = false;

    internal void Tell(LogPosition position)
    {
        TaskCompletionSource before;
        lock (_moving)
        {
            _position = _position.Merge(position);
            (before, _moved) = (_moved, NewSource());
        }

        before.SetResult();
    }

    void Wish(int change)
    {
        TaskCompletionSource? wished = null;
        lock (_moving)
        {
            _waiting += change;
            if (change > 0)
                (wished, _wished) = (_wished, NewSource());
        }

        wished?.SetResult();
    }

    Task Moved()
    {
        lock (_moving)
            return _moved.Task;
    }

    async Task<LogPosition> Ask(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Value(name));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<PartitionPosition> places = [];
        while (await reader.ReadAsync(ct))
            places.Add(new(reader.GetInt32(0), reader.GetInt64(1)));
        return LogPosition.Of([.. places]);
    }

    static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
