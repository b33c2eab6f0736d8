using System.Collections.Frozen;
using BillingEngine.Messaging.Handlers;
using BillingEngine.Messaging.Sagas;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Endpoints;

/// <summary>Which endpoint handles which contract, and how sagas are found. Bound and checked once at start.</summary>
public sealed class Topology
{
    readonly FrozenDictionary<Type, string[]> _routes;

    public Topology(MessageTypes types, IReadOnlyList<EndpointDefinition> endpoints)
    {
        Types = types;
        Endpoints = endpoints.ToFrozenDictionary(endpoint => endpoint.Name, StringComparer.Ordinal);
        Sagas = endpoints.SelectMany(endpoint => endpoint.Sagas).ToFrozenDictionary(saga => saga, SagaMetadata.Create);
        SagasByName = Sagas.Values.ToFrozenDictionary(saga => saga.Name, StringComparer.Ordinal);
        _routes = endpoints
            .SelectMany(endpoint => HandledBy(endpoint).Select(message => (message, endpoint.Name)))
            .Where(route => !route.message.IsAssignableTo(typeof(IMessage)) || IsKnown(route.message))
            .GroupBy(route => route.message, route => route.Name)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct(StringComparer.Ordinal).ToArray());
        CheckCommandsHaveOneEndpoint();
    }

    internal MessageTypes Types { get; }

    internal FrozenDictionary<string, EndpointDefinition> Endpoints { get; }

    internal FrozenDictionary<Type, SagaMetadata> Sagas { get; }

    internal FrozenDictionary<string, SagaMetadata> SagasByName { get; }

    internal string EndpointOf(MessageType command) => _routes.TryGetValue(command.Type, out var endpoints)
        ? endpoints[0]
        : throw new InvalidOperationException(
            $"No endpoint handles {command.Name} ({command.Type.Name}). Add its handler to an endpoint definition.");

    internal IReadOnlyList<string> SubscribersOf(MessageType e) =>
        _routes.TryGetValue(e.Type, out var endpoints) ? endpoints : [];

    /// <summary>
    /// The saga that a command leads to further on in its unit: without this hint its start would be a round trip of
    /// its
    /// own, to learn that there is nothing.
    /// </summary>
    internal Guid? SagaReachedBy(string endpoint, IPartitioned message) =>
        Endpoints[endpoint].SagaOfCommand.TryGetValue(message.GetType(), out var saga)
        && Sagas[saga].CorrelationType == typeof(Guid)
            ? SagaMetadata.SagaId(Sagas[saga].Name, message.PartitionKey)
            : null;

    static IEnumerable<Type> HandledBy(EndpointDefinition endpoint) => endpoint.Handlers
        .Concat(endpoint.Sagas)
        .SelectMany(HandlerBinding.HandlersOf)
        .Select(handler => handler.MessageType);

    bool IsKnown(Type message) => Types.Of(message) is not null;

    void CheckCommandsHaveOneEndpoint()
    {
        foreach (var (message, endpoints) in _routes)
        {
            if (endpoints.Length > 1 && message.IsAssignableTo(typeof(ICommand)))
                throw new InvalidOperationException(
                    $"{message.Name} is a command and is handled by {string.Join(" and ", endpoints)}. A command has one endpoint.");
        }
    }
}
