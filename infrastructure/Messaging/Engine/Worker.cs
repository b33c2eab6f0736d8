using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// One loop over the partitions it owns: take what waits, handle it as one unit of work, commit, answer, again. Nothing
/// in it runs in parallel but a commit beside the computing of the next unit, so nothing in it is locked.
/// </summary>
sealed partial class Worker : IAsyncDisposable
{
    readonly WorkerSetup _setup;
    readonly WorkerStorage _storage;
    readonly OwnedPartitions _owned;
    readonly Inbox _inbox;
    readonly Intake _intake;
    readonly UnitOfWork _unit;
    readonly UnitPipeline _pipeline;
    readonly FailureReports _reports;
    readonly Signal _signal = new();
    readonly IDisposable _wakeUps;
    readonly Deadline _nextOwnership;

    public Worker(WorkerSetup setup)
    {
        _setup = setup;
        _storage = setup.Storage.OpenWorker();
        _owned = new OwnedPartitions(setup.Map);
        _inbox = new Inbox(setup.Options.InboxCapacity);
        _intake = new Intake(
            _inbox, setup.Storage.Transport, setup.Topology.Types, _owned, setup.Clock, setup.Options);
        var clock = new UnitClock(setup.Clock);
        _unit = new UnitOfWork(
            setup.Topology, _storage.Units, clock, setup.Random, setup.Options,
            UnitParts.Create(setup, _storage.Units, clock, hasLater: true));
        var runner = new UnitRunner(
            _unit, _storage.Units, _owned, setup.Scheduler, setup.Random, setup.Options, setup.Metrics, OnCommitted);
        _pipeline = new UnitPipeline(
            _unit, _storage.Units, _owned, runner, setup.Options, setup.Metrics, _signal.Set, OnCommitted);
        _reports = new FailureReports(setup);
        _nextOwnership = new Deadline(setup.Clock, setup.Options.OwnershipInterval);
        _wakeUps = setup.Storage.Transport.OnWake(OnWake);
    }

    public Guid Id => _setup.Id;

    public IReadOnlyList<int> Partitions => _owned.Partitions;

    public PartitionMap Map => _owned.Map;

    public int Waiting => _inbox.Count;

    /// <exception cref="OverloadedException">Too much waits already.</exception>
    /// <exception cref="EngineStoppedException">The worker is stopping.</exception>
    public void HandOver(Envelope message)
    {
        _inbox.Add(message);
        _signal.Set();
    }

    /// <summary>Runs until it is stopped, and then until what it was handed is done; or until it is aborted.</summary>
    public async Task Run(CancellationToken stop, CancellationToken abort)
    {
        using var stopping = stop.Register(_signal.Set);
        while (!stop.IsCancellationRequested || _inbox.Count > 0 || _pipeline.IsInFlight)
        {
            try
            {
                if (!await Step(stop.IsCancellationRequested, abort) && !stop.IsCancellationRequested)
                    _signal.Wait(UntilNextLook());
            }
            catch (StoreUnavailableException e)
            {
                Log.StoreUnavailable(_setup.Logger, Id, e.Message);
                await _setup.Scheduler.Delay(_setup.Options.MaxBackoff / 2, abort);
            }
        }

        await GiveUpPartitions(abort);
    }

    /// <summary>Does at most one unit of work, or sends it on its way.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public async Task<bool> Step(bool isStopping, CancellationToken ct)
    {
        if (_pipeline.IsInFlight)
            return await StepInFlight(isStopping, ct);
        if (!isStopping && _nextOwnership.HasCome)
            await Balance(ct);
        var batch = await _intake.Take(_setup.Forward, isStopping, ct);
        if (batch.IsEmpty)
            return false;
        await Carry(
            async () =>
            {
                await _pipeline.Take(batch, ct);
                return await _pipeline.Send(hasNext: _inbox.Count > 0, ct);
            });
        return true;
    }

    /// <summary>
    /// What is in the database, and who owns what, is looked at only when nothing is in flight: until then it is not as
    /// we know it.
    /// </summary>
    async Task<bool> StepInFlight(bool isStopping, CancellationToken ct)
    {
        if (_pipeline.HasLanded || isStopping || _nextOwnership.HasCome || _intake.MustLook)
        {
            // Those that are answered now have the next requests.
            await Carry(() => _pipeline.Land(hasNext: true, ct));
            return true;
        }

        var batch = _intake.TakeLocal(_setup.Forward, _pipeline.Room);
        if (batch.IsEmpty)
            return false;
        await Carry(
            async () =>
            {
                await _pipeline.Take(batch, ct);
                return null;
            });
        return true;
    }

    public void CloseInbox() => _inbox.Close();

    /// <summary>When the loop has ended: whoever still waits for it learns that it waits in vain.</summary>
    public void RefuseWaiting() => _inbox.RefuseAll();

    public async ValueTask DisposeAsync()
    {
        _wakeUps.Dispose();
        _unit.Dispose();
        await _storage.DisposeAsync();
        _signal.Dispose();
    }

    async Task Carry(Func<Task<IReadOnlyList<Envelope>?>> work)
    {
        try
        {
            if (await work() is { } left)
                LoseEverything(left);
        }
        catch (Exception)
        {
            foreach (var message in _pipeline.InHand)
                message.Accepted?.TrySetException(EngineStoppedException.WithMessageInHand());
            _pipeline.Reset();
            throw;
        }
    }

    void OnCommitted(Batch batch, UnitChanges changes, IReadOnlyList<HandledRequest> requests)
    {
        var committed = new CommittedUnit(changes.Events, requests);
        foreach (var listener in _setup.Listeners)
            listener.OnCommitted(committed);
        foreach (var message in batch.Messages)
            message.Accepted?.TrySetResult();
        _reports.Report(changes);
        WakeOthers(changes);
    }

    /// <summary>
    /// Those that were sent something, and, when messages came from elsewhere, those that wait elsewhere for what came
    /// of them.
    /// </summary>
    void WakeOthers(UnitChanges changes)
    {
        SortedSet<int>? partitions = changes.Consumed.Count > 0 ? [WakeUp.Observers] : null;
        if (changes.Order.Released.Count > 0 || changes.RateLimits.Any(limit => limit.IsOver))
            _intake.Wake();
        foreach (var message in changes.Outgoing)
        {
            if (_owned.Owns(message.Partition))
                _intake.Expect(message.DueAt);
            else
                (partitions ??= []).Add(message.Partition);
        }

        if (partitions is not null)
            _setup.Storage.Transport.Wake(partitions);
    }

    public void OnWake(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in _owned.Partitions)
        {
            if (partitions.Contains(partition))
            {
                _intake.Wake();
                _signal.Set();
                return;
            }
        }
    }

    internal TimeSpan UntilNextLook()
    {
        var (look, ownership) = (_intake.UntilLook, _nextOwnership.Left);
        return look == Timeout.InfiniteTimeSpan || look > ownership ? ownership : look;
    }
}
