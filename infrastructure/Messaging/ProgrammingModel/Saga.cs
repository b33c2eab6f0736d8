using System.Globalization;
using BillingEngine.Messaging.Sagas;

namespace BillingEngine.Messaging;

/// <summary>What is stored of every saga.</summary>
public interface IContainSagaData
{
    /// <summary>Identity of the instance, given by the engine.</summary>
    Guid Id { get; set; }

    /// <summary>Who gets the reply to the message that started the saga, in words of the engine.</summary>
    string? Originator { get; set; }

    /// <summary>Id of the message that started the saga.</summary>
    string? OriginalMessageId { get; set; }
}

/// <summary>
/// Base of saga data; its members must be immutable values, because the engine copies it member by member.
/// </summary>
public abstract class ContainSagaData : IContainSagaData
{
    public virtual Guid Id { get; set; }

    public virtual string? Originator { get; set; }

    public virtual string? OriginalMessageId { get; set; }
}

/// <summary>
/// A process of several messages that keeps data between them; derive from <see cref="Saga{TSagaData}"/>.
/// </summary>
public abstract class Saga
{
    /// <summary>The data, as the engine sees it.</summary>
    public IContainSagaData Entity { get; set; } = null!;

    /// <summary>Whether the saga has come to its end in this message.</summary>
    public bool Completed { get; private set; }

    /// <summary>Says by which property the saga is found, and where its messages carry the value.</summary>
    protected internal abstract void ConfigureHowToFindSaga(
        IConfigureHowToFindSagaWithMessage sagaMessageFindingConfiguration);

    /// <summary>Ends the saga: its data is deleted when the handler succeeds.</summary>
    protected void MarkAsComplete() => Completed = true;

    /// <summary>Asks for a timeout without content at a point in time.</summary>
    protected Task RequestTimeout<TTimeoutMessageType>(IMessageHandlerContext context, DateTimeOffset at)
        where TTimeoutMessageType : new() =>
        RequestTimeout(context, at, new TTimeoutMessageType());

    /// <summary>Asks for a timeout without content after a time span.</summary>
    protected Task RequestTimeout<TTimeoutMessageType>(IMessageHandlerContext context, TimeSpan within)
        where TTimeoutMessageType : new() =>
        RequestTimeout(context, within, new TTimeoutMessageType());

    /// <summary>
    /// Asks for a timeout at a point in time; the saga must implement <see cref="IHandleTimeouts{T}"/> for it.
    /// </summary>
    protected Task RequestTimeout<TTimeoutMessageType>(
        IMessageHandlerContext context,
        DateTimeOffset at,
        TTimeoutMessageType timeoutMessage)
    {
        var options = TimeoutToSelf<TTimeoutMessageType>();
        options.DoNotDeliverBefore(at);
        return SendTimeout(context, timeoutMessage, options);
    }

    /// <summary>
    /// Asks for a timeout after a time span; the saga must implement <see cref="IHandleTimeouts{T}"/> for it.
    /// </summary>
    protected Task RequestTimeout<TTimeoutMessageType>(
        IMessageHandlerContext context,
        TimeSpan within,
        TTimeoutMessageType timeoutMessage)
    {
        var options = TimeoutToSelf<TTimeoutMessageType>();
        options.DelayDeliveryWith(within);
        return SendTimeout(context, timeoutMessage, options);
    }

    /// <summary>
    /// Replies to the sender of the message that started the saga, whichever message is being handled now.
    /// </summary>
    protected Task ReplyToOriginator(
        IMessageHandlerContext context,
        object message,
        IReadOnlyDictionary<string, string>? outgoingHeaders = null)
    {
        if (string.IsNullOrEmpty(Entity.Originator))
            throw new InvalidOperationException(
                $"{GetType().Name} {Entity.Id} cannot reply to its originator: the message that started it " +
                $"('{Entity.OriginalMessageId}') named no reply address.");
        var options = new ReplyOptions { ToOriginator = true };
        options.SetDestination(Entity.Originator);
        if (outgoingHeaders is not null)
            foreach (var (key, value) in outgoingHeaders)
                options.SetHeader(key, value);
        if (Entity.OriginalMessageId is { } originalMessageId)
            options.SetHeader(Headers.CorrelationId, originalMessageId);
        return context.Reply(message, options);
    }

    SendOptions TimeoutToSelf<TTimeout>()
    {
        if (this is not IHandleTimeouts<TTimeout>)
            throw new InvalidOperationException(
                $"{GetType().FullName} requests the timeout {typeof(TTimeout).FullName} but cannot handle it: " +
                $"implement IHandleTimeouts<{typeof(TTimeout).Name}> on the saga.");
        var options = SendOptions.Local();
        options.SetHeader(Headers.SagaId, Entity.Id.ToString(null, CultureInfo.InvariantCulture));
        options.SetHeader(Headers.SagaType, SagaMetadata.NameOf(GetType()));
        options.SetHeader(Headers.IsSagaTimeoutMessage, bool.TrueString);
        return options;
    }

    static Task SendTimeout<TTimeout>(IMessageHandlerContext context, TTimeout timeout, SendOptions options)
    {
        ArgumentNullException.ThrowIfNull(timeout);
        return context.Send(timeout, options);
    }
}

/// <summary>A process of several messages that keeps <typeparamref name="TSagaData"/> between them.</summary>
public abstract class Saga<TSagaData> : Saga
    where TSagaData : class, IContainSagaData, new()
{
    /// <summary>The data of this instance; stored when the handler succeeds.</summary>
    public TSagaData Data
    {
        get => (TSagaData)Entity;
        set => Entity = value;
    }

    /// <summary>Says by which property the saga is found, and where its messages carry the value.</summary>
    protected abstract void ConfigureHowToFindSaga(SagaPropertyMapper<TSagaData> mapper);

    protected internal sealed override void ConfigureHowToFindSaga(
        IConfigureHowToFindSagaWithMessage sagaMessageFindingConfiguration) =>
        ConfigureHowToFindSaga(new SagaPropertyMapper<TSagaData>(sagaMessageFindingConfiguration));
}
