using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using BillingEngine.Messaging.Engine;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// Wake-ups between processes by LISTEN and NOTIFY, each on a connection of its own and never in a unit's transaction:
/// there it would serialise all commits. They are hints; whoever waits also looks by itself now and then.
/// </summary>
sealed class PostgresWakeUps : IAsyncDisposable
{
    const string ChannelName = "billing_wake";
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>What loops may take to end; one that waits for a frozen server ends with its connection.</summary>
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    readonly NpgsqlDataSource _database;
    readonly IScheduler _scheduler;
    readonly string _self;
    readonly CancellationTokenSource _stop = new();
    readonly Channel<IReadOnlyCollection<int>> _pending = Channel.CreateBounded<IReadOnlyCollection<int>>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    readonly Task _loops;
    ImmutableList<Action<IReadOnlyCollection<int>>> _callbacks = [];

    public PostgresWakeUps(NpgsqlDataSource database, IScheduler scheduler, string self)
    {
        _database = database;
        _scheduler = scheduler;
        _self = self;
        _loops = Task.WhenAll(scheduler.Run(Listen), scheduler.Run(Notify));
    }

    public void Wake(IReadOnlyCollection<int> partitions) => _pending.Writer.TryWrite(partitions);

    public IDisposable OnWake(Action<IReadOnlyCollection<int>> callback)
    {
        ImmutableInterlocked.Update(ref _callbacks, callbacks => callbacks.Add(callback));
        return new Subscription(() => ImmutableInterlocked.Update(ref _callbacks, callbacks => callbacks.Remove(callback)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (await Task.WhenAny(_loops, Task.Delay(StopPatience)) == _loops)
            _stop.Dispose();
    }

    Task Notify() => KeepTrying(async ct =>
    {
        while (await _pending.Reader.WaitToReadAsync(ct))
        {
            SortedSet<int> partitions = [];
            while (_pending.Reader.TryRead(out var some))
                partitions.UnionWith(some);
            await using var command = _database.CreateCommand("select pg_notify($1, $2)");
            command.Parameters.Add(new() { Value = ChannelName });
            command.Parameters.Add(new() { Value = $"{_self} {string.Join(',', partitions)}" });
            await command.ExecuteNonQueryAsync(ct);
        }
    });

    Task Listen() => KeepTrying(async ct =>
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        connection.Notification += (_, e) => Deliver(e.Payload);
        await using var listen = new NpgsqlCommand($"listen {ChannelName}", connection);
        await listen.ExecuteNonQueryAsync(ct);
        while (!ct.IsCancellationRequested)
            await connection.WaitAsync(ct);
    });

    void Deliver(string payload)
    {
        var parts = payload.Split(' ');
        if (parts is not [var sender, var list] || sender == _self)
            return;
        var partitions = list.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var callback in _callbacks)
            callback(partitions);
    }

    async Task KeepTrying(Func<CancellationToken, Task> work)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await work(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (PostgresFault.IsUnavailable(e))
            {
                await _scheduler.Delay(RetryDelay, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
