using System.Collections.Frozen;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Handlers;
using BillingEngine.Messaging.Sagas;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Transactions.Movements;
using Microsoft.Extensions.DependencyInjection;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>A timeout that a saga has asked for.</summary>
readonly record struct Alarm(object Timeout, TimeSpan? After, DateTimeOffset? At);

/// <summary>
/// A saga at one moment of its life, and what it has just sent. Each message leads to another moment; this one stays as
/// it is, so that it can be continued in many ways.
/// </summary>
/// <param name="Movement">As it stands in the saga's data.</param>
/// <param name="Order">The one order that was sent last; null if the last message led to none.</param>
sealed record SagaMoment(Movement Movement, ICommand? Order, IReadOnlyList<Alarm> Alarms, bool IsOver)
{
    required public SagaUnderTest Saga { get; init; }

    required public ReadOnlyMemory<byte> Data { get; init; }

    public SagaMoment When(object message) => Saga.Take(this, message);
}

/// <summary>
/// Drives a saga as the engine does: a new object for each message, over data that was stored and read again.
/// </summary>
sealed class SagaUnderTest
{
    static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    readonly SagaMetadata _metadata;
    readonly SagaJson _json;
    readonly ObjectFactory _create;
    readonly FrozenDictionary<Type, HandlerInvoker> _handlers;

    public SagaUnderTest(Type saga)
    {
        _metadata = SagaMetadata.Create(saga);
        _json = new SagaJson([_metadata]);
        _create = ActivatorUtilities.CreateFactory(saga, []);
        _handlers = HandlerBinding.HandlersOf(saga).Concat(HandlerBinding.TimeoutsOf(saga))
            .ToFrozenDictionary(handler => handler.MessageType, handler => handler.Invoke);
    }

    public SagaMoment Begin(ITransactionRequested message)
    {
        Assert.True(_metadata.IsStartedBy(message.GetType()), $"A {message.GetType().Name} does not start this saga.");
        Assert.True(_metadata.TryGetCorrelationValue(message, new Dictionary<string, string>(), out var value));
        var data = _metadata.NewData();
        _metadata.SetCorrelation(data, value);
        return Take(data, message);
    }

    public SagaMoment Take(SagaMoment moment, object message)
    {
        Assert.False(moment.IsOver, $"The saga is over; a {message.GetType().Name} would not find it.");
        return Take(_json.Read(_metadata, moment.Data), message);
    }

    SagaMoment Take(IContainSagaData data, object message)
    {
        var context = new RecordingContext();
        var saga = (Saga)_create(NoServices, null);
        saga.Entity = data;
        var handling = _handlers[message.GetType()](saga, message, context);
        Assert.True(handling.IsCompletedSuccessfully, "A saga only sends: there is nothing in it to wait for.");
        using var buffer = new PayloadBuffer();
        return new SagaMoment(
            MovementOf(data), OrderIn(context), AlarmsIn(context), saga.Completed)
        {
            Saga = this,
            Data = _json.Write(_metadata, data, buffer).ToArray(),
        };
    }

    static ICommand? OrderIn(RecordingContext context) => context.Sent
        .Select(sent => sent.Message)
        .OfType<ICommand>()
        .SingleOrDefault();

    static List<Alarm> AlarmsIn(RecordingContext context) =>
    [
        .. context.Sent
            .Where(sent => sent.Message is not ICommand)
            .Select(sent => new Alarm(sent.Message, sent.Options.GetDeliveryDelay(), sent.Options.GetDeliveryDate())),
    ];

    static Movement MovementOf(IContainSagaData data) =>
        (Movement)data.GetType().GetProperty("Movement")!.GetValue(data)!;
}
