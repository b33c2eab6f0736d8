using System.Collections.Frozen;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Handlers;
using BillingEngine.Messaging.Sagas;
using Microsoft.Extensions.DependencyInjection;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Brings a message to its handlers and sagas. What is needed for that is looked up once, at start.</summary>
sealed class MessageDispatcher
{
    readonly FrozenDictionary<(string Endpoint, Type Message), HandlerEntry[]> _handlers;
    readonly FrozenDictionary<(string Endpoint, Type Message), SagaEntry[]> _sagas;
    readonly FrozenDictionary<(string Saga, Type Message), SagaEntry> _timeouts;
    readonly IServiceProvider _services;
    readonly SagaSession _instances;
    readonly HandlerContext _context;

    public MessageDispatcher(Topology topology, IServiceProvider services, SagaSession instances, HandlerContext context)
    {
        _services = services;
        _instances = instances;
        _context = context;
        _handlers = topology.Endpoints.Values
            .SelectMany(endpoint => endpoint.Handlers.SelectMany(handler => HandlersOf(endpoint.Name, handler)))
            .GroupBy(entry => entry.Key, entry => entry.Entry)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _sagas = topology.Endpoints.Values
            .SelectMany(endpoint => endpoint.Sagas.SelectMany(saga => SagasOf(endpoint.Name, topology.Sagas[saga])))
            .GroupBy(entry => entry.Key, entry => entry.Entry)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _timeouts = topology.Sagas.Values.SelectMany(TimeoutsOf).ToFrozenDictionary(entry => entry.Key, entry => entry.Entry);
    }

    public async Task Dispatch(Envelope envelope, string endpoint, CancellationToken ct)
    {
        var message = envelope.Message ??= UndecodableMessageException.ReadBody(envelope);
        if (envelope.IsTimeout)
        {
            if (_timeouts.TryGetValue((envelope.SagaType ?? "", envelope.Type.Type), out var timeout))
                await Invoke(timeout, envelope, message, ct);
            return;
        }

        var key = (endpoint, envelope.Type.Type);
        var isHandled = false;
        if (_handlers.TryGetValue(key, out var handlers))
        {
            isHandled = true;
            foreach (var handler in handlers)
            {
                if (_context.HandlersAborted)
                    break;
                _context.HandlerType = handler.Type;
                await handler.Invoke(handler.Create(_services, null), message, _context);
            }
        }

        if (_sagas.TryGetValue(key, out var sagas))
        {
            isHandled = true;
            foreach (var saga in sagas)
            {
                if (!_context.HandlersAborted && IsFor(saga, envelope))
                    await Invoke(saga, envelope, message, ct);
            }
        }

        if (!isHandled)
            throw new UndecodableMessageException($"Endpoint {endpoint} has no handler for {envelope.Type.Name}.");
    }

    /// <summary>The saga instance that a message is for, as far as can be told before handling it.</summary>
    public void NameSagas(Envelope envelope, string endpoint, ICollection<Guid> sagas)
    {
        if (envelope.SagaId is { } id && envelope.Intent != MessageIntent.Publish)
            sagas.Add(id);
        else if (envelope.Message is { } message && _sagas.TryGetValue((endpoint, envelope.Type.Type), out var entries))
        {
            foreach (var entry in entries)
            {
                if (Locate(entry.Saga, envelope, message) is { } located)
                    sagas.Add(located.Id);
            }
        }
    }

    /// <summary>
    /// A reply names the saga it belongs to; other sagas that handle the same contract do not see it.
    /// </summary>
    static bool IsFor(SagaEntry saga, Envelope envelope) =>
        envelope.Intent != MessageIntent.Reply || envelope.SagaType is null || envelope.SagaType == saga.Saga.Name;

    async Task Invoke(SagaEntry entry, Envelope envelope, object message, CancellationToken ct)
    {
        var located = Locate(entry.Saga, envelope, message);
        var found = located is { } at ? await _instances.Find(entry.Saga, at.Id, envelope.Partition, ct) : null;
        var instance = found;
        if (instance is null && (located?.Correlation is null || !entry.Saga.IsStartedBy(envelope.Type.Type)))
        {
            await NotFound(entry, envelope, message);
            return;
        }

        instance = instance is null
            ? Start(entry.Saga, located!.Value, envelope) with
            {
                StoredVersion = _instances.StoredVersionOf(located.Value.Id),
            }
            : instance with { Data = entry.Saga.CopyData(instance.Data!) };
        var saga = (Saga)entry.Create(_services, null);
        saga.Entity = instance.Data!;
        _context.HandlerType = entry.Saga.SagaType;
        _context.Enter(instance);
        await entry.Invoke(saga, message, _context);
        _context.LeaveSaga();
        instance = instance with { Data = saga.Entity };
        CheckIdentity(instance, entry.Saga);
        _instances.Set(found, saga.Completed ? instance with { Data = null } : instance);
    }

    static (Guid Id, object? Correlation)? Locate(SagaMetadata saga, Envelope envelope, object message)
    {
        if (envelope.SagaId is { } id && envelope.SagaType == saga.Name && envelope.Intent != MessageIntent.Publish)
            return (id, null);
        return saga.TryGetCorrelationValue(message, envelope.CustomHeaders ?? NoHeaders, out var value) && value is not null
            ? (SagaMetadata.SagaId(saga.Name, value), value)
            : null;
    }

    static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();

    static SagaInstance Start(SagaMetadata saga, (Guid Id, object? Correlation) located, Envelope envelope)
    {
        var data = saga.NewData();
        data.Id = located.Id;
        data.Originator = Originator.Of(envelope);
        data.OriginalMessageId = envelope.MessageId.ToString();
        saga.SetCorrelation(data, located.Correlation);
        return new SagaInstance(saga, located.Id, data, StoredVersion: 0, envelope.Partition);
    }

    async Task NotFound(SagaEntry entry, Envelope envelope, object message)
    {
        if (!envelope.IsTimeout && entry.NotFoundHandler is { } create)
            await ((ISagaNotFoundHandler)create(_services, null)).Handle(message, _context);
    }

    static void CheckIdentity(SagaInstance instance, SagaMetadata saga)
    {
        var value = saga.GetCorrelation(instance.Data!);
        if (value is null || instance.Data!.Id != instance.Id || SagaMetadata.SagaId(saga.Name, value) != instance.Id)
            throw new InvalidOperationException(
                $"{saga.Name} {instance.Id} changed its id or its {saga.CorrelationProperty}. Neither may change: messages find the saga by them.");
    }

    static IEnumerable<((string, Type) Key, HandlerEntry Entry)> HandlersOf(string endpoint, Type handler) =>
        HandlerBinding.HandlersOf(handler).Select(binding => (
            (endpoint, binding.MessageType),
            new HandlerEntry(handler, ActivatorUtilities.CreateFactory(handler, []), binding.Invoke)));

    static IEnumerable<((string, Type) Key, SagaEntry Entry)> SagasOf(string endpoint, SagaMetadata saga) =>
        HandlerBinding.HandlersOf(saga.SagaType).Select(binding => (
            (endpoint, binding.MessageType), Entry(saga, binding.Invoke)));

    static IEnumerable<((string, Type) Key, SagaEntry Entry)> TimeoutsOf(SagaMetadata saga) =>
        HandlerBinding.TimeoutsOf(saga.SagaType).Select(binding => (
            (saga.Name, binding.MessageType), Entry(saga, binding.Invoke)));

    static SagaEntry Entry(SagaMetadata saga, HandlerInvoker invoke) => new(
        saga,
        ActivatorUtilities.CreateFactory(saga.SagaType, []),
        invoke,
        saga.NotFoundHandlerType is { } notFound ? ActivatorUtilities.CreateFactory(notFound, []) : null);

    sealed record HandlerEntry(Type Type, ObjectFactory Create, HandlerInvoker Invoke);

    sealed record SagaEntry(SagaMetadata Saga, ObjectFactory Create, HandlerInvoker Invoke, ObjectFactory? NotFoundHandler);
}
