namespace BillingEngine.Messaging.Endpoints;

/// <summary>
/// A business duty: the handlers and sagas that carry it out. Every process knows all definitions, for routing, and
/// serves the endpoints it was started with.
/// </summary>
public sealed class EndpointDefinition(string name)
{
    readonly List<Type> _handlers = [];
    readonly List<Type> _sagas = [];
    readonly Dictionary<Type, Type> _sagaOfCommand = [];

    public string Name { get; } = name;

    internal IReadOnlyList<Type> Handlers => _handlers;

    internal IReadOnlyList<Type> Sagas => _sagas;

    /// <summary>The saga that a command leads to, further on in its unit of work.</summary>
    internal IReadOnlyDictionary<Type, Type> SagaOfCommand => _sagaOfCommand;

    /// <summary>
    /// Adds a class that implements <see cref="IHandleMessages{T}"/> once or more. One instance serves one message.
    /// </summary>
    public EndpointDefinition AddHandler<THandler>()
        where THandler : class, IHandleMessages
    {
        _handlers.Add(typeof(THandler));
        return this;
    }

    /// <param name="reachedBy">
    /// Commands to this endpoint whose handling leads to the saga under the command's own key. Only a hint: the saga is
    /// then
    /// read together with the streams, where it would be a round trip of its own.
    /// </param>
    public EndpointDefinition AddSaga<TSaga>(params ReadOnlySpan<Type> reachedBy)
        where TSaga : Saga, IHandleMessages
    {
        _sagas.Add(typeof(TSaga));
        foreach (var command in reachedBy)
            _sagaOfCommand[command] = typeof(TSaga);
        return this;
    }
}
