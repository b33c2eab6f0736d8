using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine;

/// <summary>Where rehearsals take place: all partitions count as owned, and nothing is there to commit with.</summary>
sealed class RehearsalStage : IAsyncDisposable
{
    readonly IUnitReader _store;
    readonly UnitOfWork _unit;
    readonly OwnedPartitions _all;
    readonly EngineOptions _options;

    public RehearsalStage(WorkerSetup setup)
    {
        _store = setup.Storage.OpenReader();
        var clock = new UnitClock(setup.Clock);
        _unit = new UnitOfWork(
            setup.Topology,
            _store,
            clock,
            setup.Random,
            setup.Options,
            UnitParts.Create(setup, _store, clock, hasLater: false));
        _all = new OwnedPartitions(setup.Map);
        _all.Add(setup.Map.Partitions.Select(partition => new PartitionLease(partition, Epoch: 0, Position: 0)));
        _options = setup.Options;
    }

    public async Task<Rehearsal> Perform(Envelope message, CancellationToken ct)
    {
        // Nobody tells us what workers have committed since the last one.
        _unit.ForgetEverything();
        _unit.Begin(_all);
        if (_unit.IsDue(message))
        {
            await _unit.Prefetch([message], takesForNew: false, ct);
            await _unit.Handle(message, ct);
            await _unit.HandleWhatIsDue(ct);
        }

        return Tell();
    }

    public async ValueTask DisposeAsync()
    {
        _unit.Dispose();
        await _store.DisposeAsync();
    }

    Rehearsal Tell()
    {
        try
        {
            var changes = _unit.Complete();
            return new Rehearsal(
                [.. changes.Events.Select(Lasting)],
                [.. _unit.Requests],
                TraceReader.Read(changes.Traces.Select(trace => (trace.At, trace.Data))),
                FaultOf(changes));
        }
        catch (Exception e)
        {
            // Effects that cannot be written down would be given up, all of them.
            return new Rehearsal([], [], [], e.Message);
        }
    }

    string? FaultOf(UnitChanges changes) =>
        changes.Failures is [var first, ..] ? $"{first.Message.Type}: {first.ExceptionMessage}"
        : _unit.HasMoreToDo ? $"More than {_options.MessagesPerUnit} messages follow; the rest was left out."
        : null;

    /// <summary>The unit's bytes live until the next one begins.</summary>
    static CommittedEvent Lasting(CommittedEvent e) => e with
    {
        Stored = e.Stored with { Data = e.Stored.Data.ToArray() },
    };
}
