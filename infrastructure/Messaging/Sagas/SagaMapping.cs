using System.Linq.Expressions;
using System.Reflection;

namespace BillingEngine.Messaging.Sagas;

/// <summary>Reads a correlation value from a message or its headers; throws if there is none.</summary>
delegate object CorrelationReader(object message, IReadOnlyDictionary<string, string> headers);

/// <summary>
/// Takes down what a saga says about how it is found, and refuses what cannot work as soon as it is said.
/// </summary>
sealed class SagaMapping(Type sagaType) : IConfigureHowToFindSagaWithMessage
{
    readonly Dictionary<Type, CorrelationReader> readers = [];
    PropertyInfo? correlation;

    public PropertyInfo Correlation => correlation ?? throw SagaRules.Violation(
        sagaType,
        "does not say by which property it is found",
        "Call mapper.MapSaga(data => data.SomeProperty) in ConfigureHowToFindSaga");

    public IReadOnlyDictionary<Type, CorrelationReader> Readers => readers;

    public Type? NotFoundHandlerType { get; private set; }

    public void CorrelateBy(LambdaExpression sagaProperty)
    {
        var property = SagaRules.CorrelationPropertyOf(sagaType, sagaProperty);
        if (correlation is not null && correlation.Name != property.Name)
            throw SagaRules.Violation(
                sagaType,
                $"is mapped by two properties, {correlation.Name} and {property.Name}",
                "Choose one, and find the messages that only know the other by a header or a reply");
        correlation = property;
    }

    public void FindBy<TMessage>(Expression<Func<TMessage, object?>> messageProperty)
    {
        var value = Unboxed(messageProperty.Body);
        if (value.Type != Correlation.PropertyType)
            throw SagaRules.Violation(
                sagaType,
                $"is found by {Correlation.Name}, a {Correlation.PropertyType.Name}, but its mapping of " +
                $"{typeof(TMessage).FullName} ({value}) gives a {value.Type.Name}",
                "Give both one type");
        var read = messageProperty.Compile();
        Add<TMessage>((message, _) => read((TMessage)message) ?? throw SagaRules.Violation(
            sagaType,
            $"is found by {Correlation.Name}, but this {typeof(TMessage).FullName} carries none " +
            $"({value} is null)",
            "Let its sender fill it in"));
    }

    public void FindByHeader<TMessage>(string headerName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(headerName);
        var type = Correlation.PropertyType;
        Add<TMessage>((_, headers) => CorrelationValue.Parse(type, headers.GetValueOrDefault(headerName))
            ?? throw SagaRules.Violation(
                sagaType,
                $"is found by {Correlation.Name}, but this {typeof(TMessage).FullName} has in its header " +
                $"'{headerName}' no {type.Name} (found: '{headers.GetValueOrDefault(headerName)}')",
                "Let its sender set the header"));
    }

    public void UseNotFoundHandler(Type handlerType)
    {
        if (NotFoundHandlerType is { } other && other != handlerType)
            throw SagaRules.Violation(
                sagaType,
                $"names two not-found handlers, {other.FullName} and {handlerType.FullName}",
                "Choose one");
        NotFoundHandlerType = handlerType;
    }

    void Add<TMessage>(CorrelationReader reader)
    {
        if (!readers.TryAdd(typeof(TMessage), reader))
            throw SagaRules.Violation(sagaType, $"maps {typeof(TMessage).FullName} twice", "Keep one of the mappings");
    }

    /// <summary>The expression without the boxing that the compiler adds around values.</summary>
    public static Expression Unboxed(Expression body) =>
        body is UnaryExpression { NodeType: ExpressionType.Convert } boxing && boxing.Type == typeof(object)
            ? boxing.Operand
            : body;
}
