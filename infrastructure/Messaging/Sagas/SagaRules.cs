using System.Linq.Expressions;
using System.Reflection;
using BillingEngine.Messaging.Handlers;

namespace BillingEngine.Messaging.Sagas;

/// <summary>What a saga class must keep to; each rule says what is broken, where, and what to do.</summary>
static class SagaRules
{
    /// <summary>The data type of a saga class that can be instantiated.</summary>
    public static Type DataTypeOf(Type sagaType)
    {
        if (sagaType.IsAbstract || sagaType.ContainsGenericParameters)
            throw Violation(sagaType, "is abstract or generic", "Register the sagas that derive from it");
        for (var type = sagaType.BaseType; type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Saga<>))
                return type.GenericTypeArguments[0];
        throw Violation(sagaType, "is not a saga", "Derive it from Saga<TSagaData>");
    }

    /// <summary>The property that the saga is found by, fit to be set by the engine and to derive an id from.</summary>
    public static PropertyInfo CorrelationPropertyOf(Type sagaType, LambdaExpression sagaProperty)
    {
        var property = PropertyOf(sagaProperty) ?? throw Violation(
            sagaType,
            $"is mapped by '{SagaMapping.Unboxed(sagaProperty.Body)}', which is not a property of its data",
            "Map it by a property: mapper.MapSaga(data => data.SomeProperty)");
        if (typeof(IContainSagaData).GetProperty(property.Name) is not null)
            throw Violation(
                sagaType,
                $"is mapped by {property.Name}, which the engine itself sets",
                "Map it by a property of its own that the starting message carries");
        if (!CorrelationValue.IsAllowed(property.PropertyType))
            throw Violation(
                sagaType,
                $"is mapped by {property.Name}, which is a {property.PropertyType.Name}",
                $"Use one of {CorrelationValue.AllowedTypes}");
        if (property.SetMethod is not { IsPublic: true })
            throw Violation(
                sagaType,
                $"is mapped by {property.Name}, which cannot be set",
                $"Give {property.DeclaringType!.Name}.{property.Name} a public setter for the engine to set it with");
        return property;
    }

    /// <summary>Every starting message finds its instance, and no mapping stands there for nothing.</summary>
    public static void CheckMapping(Type sagaType, SagaMapping mapping)
    {
        _ = mapping.Correlation;
        var startedBy = HandlerBinding.MessageTypes(sagaType, typeof(IAmStartedByMessages<>));
        if (startedBy.Length == 0)
            throw Violation(sagaType, "is started by no message", "Implement IAmStartedByMessages<T> for one");
        foreach (var message in startedBy)
            if (!mapping.Readers.Keys.Any(mapped => mapped.IsAssignableFrom(message)))
                throw Violation(
                    sagaType,
                    $"is started by {message.FullName} but does not say where that carries " +
                    mapping.Correlation.Name,
                    $"Add .ToMessage<{message.Name}>(message => message.SomeProperty) to its mapping");
        var handled = HandlerBinding.MessageTypes(sagaType, typeof(IHandleMessages<>));
        foreach (var mapped in mapping.Readers.Keys)
            if (!handled.Any(message => mapped.IsAssignableFrom(message) || message.IsAssignableFrom(mapped)))
                throw Violation(
                    sagaType,
                    $"maps {mapped.FullName} but does not handle it",
                    "Remove the mapping, or implement IHandleMessages<T>; timeouts need no mapping");
    }

    /// <summary>A copy of the data, member by member, shares nothing that can change.</summary>
    public static void CheckData(Type sagaType, Type dataType)
    {
        if (SagaDataShape.FindShared(dataType) is { } member)
            throw Violation(
                sagaType,
                $"keeps {dataType.Name}.{member.Path}, a {member.Type.Name}, which is not an immutable value",
                "Use strings, numbers, enums, Guid, dates, and records or readonly structs of those: the engine " +
                "copies the data member by member before each handler, and undoes a failed one by dropping the copy");
    }

    public static InvalidOperationException Violation(Type sagaType, string what, string remedy) =>
        new($"The saga {sagaType.FullName} {what}. {remedy}.");

    static PropertyInfo? PropertyOf(LambdaExpression sagaProperty) =>
        SagaMapping.Unboxed(sagaProperty.Body) is MemberExpression { Member: PropertyInfo property } access
        && access.Expression == sagaProperty.Parameters[0]
            ? property
            : null;
}
