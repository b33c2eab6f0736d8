namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Lets commands run over what is committed now, and stores nothing. One at a time, each on a thread of its own, which
/// the store may block; on a connection of their own, so that they need neither a worker nor its partitions.
/// </summary>
sealed class Rehearsals(WorkerSetup setup) : IAsyncDisposable
{
    /// <summary>What one may still take to notice that it is to end: it may be waiting for the database.</summary>
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    readonly SemaphoreSlim _turn = new(1);
    readonly CancellationTokenSource _stop = new();
    RehearsalStage? _stage;
    int _taken;

    /// <exception cref="OverloadedException">Too many wait already.</exception>
    /// <exception cref="EngineStoppedException">The engine is stopping.</exception>
    public async Task<Rehearsal> Rehearse(Envelope message, CancellationToken ct)
    {
        TakeOn();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        try
        {
            return await InTurn(message, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new EngineStoppedException();
        }
    }

    /// <summary>Nothing more is taken on; whoever waits learns that it waits in vain.</summary>
    public Task Stop() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await Stop();
        // One that does not end in time closes the stage itself, whenever it ends.
        if (await _turn.WaitAsync(StopGrace))
            await CloseStage();
    }

    void TakeOn()
    {
        if (Interlocked.Increment(ref _taken) <= setup.Options.WaitingRehearsals + 1)
            return;
        Interlocked.Decrement(ref _taken);
        setup.Metrics.Shed();
        throw new OverloadedException();
    }

    /// <summary>Goes on to its end when its caller has left, and keeps its place as long.</summary>
    async Task<Rehearsal> InTurn(Envelope message, CancellationToken ct)
    {
        try
        {
            await _turn.WaitAsync(ct);
            try
            {
                return await OnThreadOfItsOwn(message, ct);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _taken);
        }
    }

    async Task<Rehearsal> OnThreadOfItsOwn(Envelope message, CancellationToken ct)
    {
        Rehearsal? rehearsal = null;
        await setup.Scheduler.Run(async () => rehearsal = await Perform(message, ct));
        return rehearsal!;
    }

    async Task<Rehearsal> Perform(Envelope message, CancellationToken ct)
    {
        try
        {
            _stage ??= new RehearsalStage(setup);
            var rehearsal = await _stage.Perform(message, ct);
            setup.Metrics.Rehearsed();
            return rehearsal;
        }
        catch (StoreUnavailableException)
        {
            await CloseStage();
            throw;
        }
        finally
        {
            if (_stop.IsCancellationRequested)
                await CloseStage();
        }
    }

    async ValueTask CloseStage()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
        _stage = null;
    }
}
