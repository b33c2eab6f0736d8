using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine.Availability;
using BillingEngine.Messaging.Recoverability;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Engine;

/// <summary>The workers of a process, and the way in for messages from outside.</summary>
public sealed partial class MessagingEngine : IAsyncDisposable
{
    /// <summary>What an aborted loop may still take to notice: it may be waiting for the database.</summary>
    static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(3);

    static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(1);

    readonly EngineSetup _setup;
    readonly Topology _topology;
    readonly PartitionMap _map;
    readonly Worker? _worker;
    readonly Outbound _outbound;
    readonly MessageSession _session;
    readonly Rehearsals _rehearsals;
    readonly IScheduler _scheduler;
    readonly CancellationTokenSource _stop = new();
    readonly CancellationTokenSource _abort = new();
    readonly EngineMetrics _metrics = new();
    readonly StoreWatch _store;
    Task _workerLoop = Task.CompletedTask;
    Task _outboundLoop = Task.CompletedTask;
    readonly Lock _stopGate = new();
    Task? _stopping;
    volatile bool _isStopped;

    MessagingEngine(EngineSetup setup, Topology topology, PartitionMap map)
    {
        (_setup, _topology, _map) = (setup, topology, map);
        _scheduler = setup.Scheduler ?? new SystemScheduler(setup.Clock);
        _store = new StoreWatch(setup.Clock, setup.Options);
        var storage = new WatchedStorage(setup.Storage, _store);
        _outbound = new Outbound(storage.Transport, _scheduler, setup.Options);
        _session = new MessageSession(topology, map, setup.Served, setup.Clock, setup.Random(), Dispatch);
        var random = setup.Random();
        var worker = new WorkerSetup(
            random.NextId(), setup.Served, topology, map, storage, setup.Services, setup.Clock, _scheduler,
            random, setup.Options, new MessagePolicies(setup.Endpoints, setup.Options, setup.Recoverability),
            setup.Listeners, _outbound.Forward, setup.Logger, _metrics)
        {
            Faults = setup.Faults,
        };
        if (setup.Served.Count > 0)
            _worker = new Worker(worker);
        _rehearsals = new Rehearsals(worker with { Random = setup.Random() });
        _metrics.Watch(
            () => _worker?.Waiting ?? 0, () => _outbound.Waiting, () => OwnedPartitions.Count, () => _store.Silence);
    }

    public IMessageSession Session => _session;

    /// <summary>Partitions that this process owns at the moment.</summary>
    public IReadOnlyList<int> OwnedPartitions => _worker?.Partitions ?? [];

    /// <summary>Messages that wait in memory: for the worker, and for their way to other workers.</summary>
    public int Waiting => (_worker?.Waiting ?? 0) + _outbound.Waiting;

    /// <summary>Whether the loops run; false after a bug ended one. A stopped engine accepts nothing.</summary>
    public bool IsRunning => !_isStopped && !_workerLoop.IsCompleted && !_outboundLoop.IsCompleted;

    /// <summary>How long the store has kept nothing; as long, new messages are refused. Null: it is there.</summary>
    public TimeSpan? StoreAwayFor => _store.AwayFor;

    public bool ServesEndpoints => _worker is not null;

    internal Worker? Worker => _worker;

    internal Outbound Outbound => _outbound;

    public static async Task<MessagingEngine> Start(EngineSetup setup, CancellationToken ct)
    {
        var engine = await Create(setup, ct);
        engine._workerLoop = engine._scheduler.Run(engine.RunWorker);
        engine._outboundLoop = engine._scheduler.Run(() => engine._outbound.Run(engine._abort.Token));
        return engine;
    }

    /// <summary>An engine whose loops are not started: a test or a simulation takes the steps.</summary>
    internal static async Task<MessagingEngine> Create(EngineSetup setup, CancellationToken ct)
    {
        var topology = new Topology(new MessageTypes([EngineMessages.Module, .. setup.Modules]), setup.Endpoints);
        setup.CheckServed(topology);
        await setup.Storage.Ownership.Install([.. topology.Endpoints.Keys], ct);
        var view = await setup.Storage.Ownership.Heartbeat(Guid.Empty, [], ct);
        return new MessagingEngine(setup, topology, new PartitionMap(view.Partitions));
    }

    /// <summary>
    /// Stops in two phases: takes nothing on any more and finishes what it was handed; when that takes too long,
    /// aborts. What was accepted is durable either way.
    /// </summary>
    public Task Stop()
    {
        lock (_stopGate)
            return _stopping ??= StopOnce();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stop();
        }
        finally
        {
            if (_worker is not null)
                await await Task.WhenAny(CloseAfter(_workerLoop, _worker), Task.Delay(CloseGrace));
            await _rehearsals.DisposeAsync();
            _outbound.Dispose();
            _metrics.Dispose();
            _stop.Dispose();
            _abort.Dispose();
        }
    }

    /// <summary>
    /// A loop that hangs on a silent store keeps its connection, which nobody else can close meanwhile.
    /// </summary>
    static async Task CloseAfter(Task loop, Worker worker)
    {
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await worker.DisposeAsync();
    }

    async Task StopOnce()
    {
        _isStopped = true;
        _worker?.CloseInbox();
        await _rehearsals.Stop();
        await _stop.CancelAsync();
        _abort.CancelAfter(_setup.Options.StopTimeout);
        try
        {
            await FinishLoops().WaitAsync(_setup.Options.StopTimeout + AbortGrace);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && _abort.IsCancellationRequested))
        {
            EngineLog.Aborted(_setup.Logger, _setup.Options.StopTimeout);
        }
        finally
        {
            _worker?.RefuseWaiting();
            _outbound.RefuseWaiting();
        }
    }

    /// <summary>The worker may still forward what it no longer owns, so the way out is closed after it.</summary>
    async Task FinishLoops()
    {
        try
        {
            await _workerLoop;
        }
        finally
        {
            _outbound.Close();
            await _outboundLoop;
        }
    }

    async Task RunWorker()
    {
        try
        {
            if (_worker is not null)
                await _worker.Run(_stop.Token, _abort.Token);
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, _setup.Clock, _stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            EngineLog.WorkerDied(_setup.Logger, e);
            throw;
        }
        finally
        {
            // The worker may forward to the end; then the sender has nothing more to wait for.
            _worker?.RefuseWaiting();
            _outbound.Close();
        }
    }

    void Dispatch(Envelope message)
    {
        if (_isStopped)
            throw new EngineStoppedException();
        try
        {
            _store.CheckThere();
            if (_worker is not null && message.DueAt is null && _worker.Partitions.Contains(message.Partition))
                _worker.HandOver(message);
            else
                _outbound.Send(message);
        }
        catch (Exception e) when (e is OverloadedException or StoreUnavailableException)
        {
            _metrics.Shed();
            throw;
        }
    }
}
