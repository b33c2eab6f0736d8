using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>What the units of work of one worker, or of the rehearsals, share.</summary>
sealed record UnitParts(
    AggregateSession Aggregates,
    SagaSession Sagas,
    RequestSession Requests,
    CurrentMessage Current,
    HandlerContext Context,
    MessageDispatcher Dispatcher)
{
    public static UnitParts Create(WorkerSetup setup, IUnitReader store, UnitClock clock)
    {
        var current = new CurrentMessage();
        var aggregates = new AggregateSession(store, setup.Topology.Types, clock, current, setup.Options.CachedStreams);
        var sagas = new SagaSession(store, new SagaJson(setup.Topology.Sagas.Values), setup.Options.CachedSagas);
        var requests = new RequestSession(store);
        var context = new HandlerContext(setup.Topology, current, requests, clock, setup.Random);
        var services = new WorkerServices(setup.Services, aggregates, clock);
        var dispatcher = new MessageDispatcher(setup.Topology, services, sagas, context);
        return new UnitParts(aggregates, sagas, requests, current, context, dispatcher);
    }
}
