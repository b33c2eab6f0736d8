using System.Linq.Expressions;

namespace BillingEngine.Messaging;

/// <summary>Where the mapping of a saga is told to; only the engine implements it.</summary>
public interface IConfigureHowToFindSagaWithMessage
{
    internal void CorrelateBy(LambdaExpression sagaProperty);

    internal void FindBy<TMessage>(Expression<Func<TMessage, object?>> messageProperty);

    internal void FindByHeader<TMessage>(string headerName);

    internal void UseNotFoundHandler(Type handlerType);
}

/// <summary>Says how a saga is found.</summary>
public sealed class SagaPropertyMapper<TSagaData>
    where TSagaData : class, IContainSagaData
{
    readonly IConfigureHowToFindSagaWithMessage configuration;

    internal SagaPropertyMapper(IConfigureHowToFindSagaWithMessage configuration) =>
        this.configuration = configuration;

    /// <summary>
    /// Names the one property that tells instances apart; the engine sets it when an instance starts.
    /// </summary>
    public CorrelatedSagaPropertyMapper<TSagaData> MapSaga(Expression<Func<TSagaData, object?>> sagaProperty)
    {
        configuration.CorrelateBy(sagaProperty);
        return new(configuration);
    }

    /// <summary>Names the class that gets the messages for which no instance is found.</summary>
    public void ConfigureNotFoundHandler<TNotFoundHandler>()
        where TNotFoundHandler : ISagaNotFoundHandler =>
        configuration.UseNotFoundHandler(typeof(TNotFoundHandler));
}

/// <summary>Says where messages carry the value of the property that the saga is found by.</summary>
public sealed class CorrelatedSagaPropertyMapper<TSagaData>
    where TSagaData : class, IContainSagaData
{
    readonly IConfigureHowToFindSagaWithMessage configuration;

    internal CorrelatedSagaPropertyMapper(IConfigureHowToFindSagaWithMessage configuration) =>
        this.configuration = configuration;

    /// <summary>Messages of this type carry it in their content.</summary>
    public CorrelatedSagaPropertyMapper<TSagaData> ToMessage<TMessage>(
        Expression<Func<TMessage, object?>> messageProperty)
    {
        configuration.FindBy(messageProperty);
        return this;
    }

    /// <summary>Messages of this type carry it in a header.</summary>
    public CorrelatedSagaPropertyMapper<TSagaData> ToMessageHeader<TMessage>(string headerName)
    {
        configuration.FindByHeader<TMessage>(headerName);
        return this;
    }
}

/// <summary>Gets the messages for which a saga finds no instance and that may not start one.</summary>
public interface ISagaNotFoundHandler
{
    /// <summary>Handles one such message; timeouts of a saga that has ended do not come here.</summary>
    Task Handle(object message, IMessageProcessingContext context);
}
