using BillingEngine.Messaging.Recoverability;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>What the units of work of one worker, or of the rehearsals, share.</summary>
sealed record UnitParts(
    AggregateSession Aggregates,
    SagaSession Sagas,
    RequestSession Requests,
    OrderSession Order,
    CurrentMessage Current,
    HandlerContext Context,
    MessageDispatcher Dispatcher,
    RecoverabilityDecisions Recoverability,
    FailureRates Rates,
    TraceRecorder Trace,
    FaultSwitch? Faults)
{
    /// <param name="hasLater">False for rehearsals: nothing comes after them.</param>
    public static UnitParts Create(WorkerSetup setup, IUnitReader store, UnitClock clock, bool hasLater)
    {
        var current = new CurrentMessage();
        var aggregates = new AggregateSession(store, setup.Topology.Types, clock, current, setup.Options);
        var sagaJson = new SagaJson(setup.Topology.Sagas.Values);
        var sagas = new SagaSession(store, sagaJson, setup.Options.CachedSagas);
        var requests = new RequestSession(store);
        var context = new HandlerContext(setup.Topology, current, requests, clock, setup.Random);
        var services = new WorkerServices(setup.Services, aggregates, clock);
        var dispatcher = new MessageDispatcher(setup.Topology, services, sagas, context);
        return new UnitParts(
            aggregates,
            sagas,
            requests,
            new OrderSession(store),
            current,
            context,
            dispatcher,
            new RecoverabilityDecisions(setup.Policies, setup.Random, hasLater),
            new FailureRates(setup.Policies, setup.Id),
            new TraceRecorder(
                setup.Clock, hasLater ? setup.Options.Traces : new TraceOptions(), new TraceWriter(sagaJson)),
            setup.Faults);
    }
}
