using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using BillingEngine.Messaging.Handlers;

namespace BillingEngine.Messaging.Sagas;

/// <summary>Everything the engine knows about a class of sagas, found out and checked once at start.</summary>
sealed class SagaMetadata
{
    readonly Type[] startedBy;
    readonly Type[] handled;
    readonly Type[] timeouts;
    readonly FrozenDictionary<Type, CorrelationReader> readers;
    readonly KeyValuePair<Type, CorrelationReader>[] readersInOrder;

    SagaMetadata(Type sagaType, Type dataType, SagaMapping mapping)
    {
        SagaType = sagaType;
        DataType = dataType;
        NotFoundHandlerType = mapping.NotFoundHandlerType;
        CorrelationProperty = mapping.Correlation.Name;
        CorrelationType = mapping.Correlation.PropertyType;
        (GetCorrelation, SetCorrelation) = CorrelationAccess.To(mapping.Correlation);
        NewData = Expression.Lambda<Func<IContainSagaData>>(Expression.New(dataType)).Compile();
        startedBy = HandlerBinding.MessageTypes(sagaType, typeof(IAmStartedByMessages<>));
        handled = HandlerBinding.MessageTypes(sagaType, typeof(IHandleMessages<>));
        timeouts = HandlerBinding.MessageTypes(sagaType, typeof(IHandleTimeouts<>));
        readers = mapping.Readers.ToFrozenDictionary();
        readersInOrder = [.. mapping.Readers];
    }

    public Type SagaType { get; }

    public Type DataType { get; }

    public Type? NotFoundHandlerType { get; }

    /// <summary>What the saga is called in headers, in tables and in the derivation of its ids.</summary>
    public string Name => NameOf(SagaType);

    public string CorrelationProperty { get; }

    public Type CorrelationType { get; }

    public Func<object, object?> GetCorrelation { get; }

    public Action<object, object?> SetCorrelation { get; }

    public Func<IContainSagaData> NewData { get; }

    /// <summary>An independent copy, which is what makes undoing a handler the restoring of a reference.</summary>
    public Func<IContainSagaData, IContainSagaData> CopyData { get; } =
        static data => (IContainSagaData)MemberwiseCloneOf(data);

    /// <summary>Reads the saga class; throws with what is wrong, where, and what to do about it.</summary>
    public static SagaMetadata Create(Type sagaType)
    {
        var dataType = SagaRules.DataTypeOf(sagaType);
        var mapping = new SagaMapping(sagaType);
        // The mapping may use nothing but its argument, so no constructor needs to run for it.
        var saga = (Saga)RuntimeHelpers.GetUninitializedObject(sagaType);
        saga.ConfigureHowToFindSaga(mapping);
        SagaRules.CheckMapping(sagaType, mapping);
        SagaRules.CheckData(sagaType, dataType);
        return new SagaMetadata(sagaType, dataType, mapping);
    }

    public static string NameOf(Type sagaType) => sagaType.Name;

    /// <summary>The identity of the instance with this correlation value, the same for ever.</summary>
    public static Guid SagaId(string sagaName, object correlationValue) =>
        SagaIdentity.Of(sagaName, correlationValue);

    public bool IsStartedBy(Type messageType) => Covers(startedBy, messageType);

    public bool Handles(Type messageType) => Covers(handled, messageType);

    public bool HandlesTimeout(Type messageType) => Covers(timeouts, messageType);

    /// <summary>
    /// Reads from a message the value that its saga is found by; false if the type is not mapped, and then only its
    /// saga id header can find it. Throws if a mapped message carries no value.
    /// </summary>
    public bool TryGetCorrelationValue(
        object message,
        IReadOnlyDictionary<string, string> headers,
        [NotNullWhen(true)] out object? value)
    {
        value = ReaderFor(message.GetType())?.Invoke(message, headers);
        return value is not null;
    }

    CorrelationReader? ReaderFor(Type messageType)
    {
        if (readers.TryGetValue(messageType, out var exact))
            return exact;
        foreach (var (mapped, reader) in readersInOrder)
            if (mapped.IsAssignableFrom(messageType))
                return reader;
        return null;
    }

    static bool Covers(Type[] declared, Type messageType)
    {
        foreach (var candidate in declared)
            if (candidate.IsAssignableFrom(messageType))
                return true;
        return false;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    static extern object MemberwiseCloneOf(object target);
}
