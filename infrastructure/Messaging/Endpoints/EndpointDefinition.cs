namespace BillingEngine.Messaging.Endpoints;

/// <summary>
/// A business duty: the handlers and sagas that carry it out. Every process knows all definitions, for routing, and
/// serves the endpoints it was started with.
/// </summary>
public sealed class EndpointDefinition(string name)
{
    readonly List<Type> _handlers = [];
    readonly List<Type> _sagas = [];

    public string Name { get; } = name;

    internal IReadOnlyList<Type> Handlers => _handlers;

    internal IReadOnlyList<Type> Sagas => _sagas;

    /// <summary>Adds a class that implements <see cref="IHandleMessages{T}"/> once or more. One instance serves one message.</summary>
    public EndpointDefinition AddHandler<THandler>()
        where THandler : class, IHandleMessages
    {
        _handlers.Add(typeof(THandler));
        return this;
    }

    public EndpointDefinition AddSaga<TSaga>()
        where TSaga : Saga, IHandleMessages
    {
        _sagas.Add(typeof(TSaga));
        return this;
    }
}
