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
    readonly Dictionary<Type, RecoverabilitySettings> _recoverabilityOf = [];

    public string Name { get; } = name;

    internal IReadOnlyList<Type> Handlers => _handlers;

    internal IReadOnlyList<Type> Sagas => _sagas;

    /// <summary>The saga that a command leads to, further on in its unit of work.</summary>
    internal IReadOnlyDictionary<Type, Type> SagaOfCommand => _sagaOfCommand;

    internal RecoverabilitySettings RecoverabilitySettings { get; } = new();

    internal IReadOnlyDictionary<Type, RecoverabilitySettings> RecoverabilityOf => _recoverabilityOf;

    /// <summary>How failures of this endpoint's messages are dealt with.</summary>
    public RecoverabilitySettings Recoverability() => RecoverabilitySettings;

    /// <summary>As above, for one type of message; it goes before what is set for the endpoint.</summary>
    public RecoverabilitySettings Recoverability<TMessage>()
        where TMessage : IMessage =>
        _recoverabilityOf.TryGetValue(typeof(TMessage), out var known)
            ? known
            : _recoverabilityOf[typeof(TMessage)] = new();

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

/// <summary>What our delayed retries have beyond those of NServiceBus.</summary>
public static class DelayedRetryBounds
{
    /// <summary>No delay is longer than this.</summary>
    public static DelayedRetriesSettings NoLongerThan(this DelayedRetriesSettings settings, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, TimeSpan.FromMilliseconds(1));
        settings.Longest = longest;
        return settings;
    }
}
