using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Sagas;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>
/// Drives a saga message by message, as the engine does: a new object for each message, over data that was stored and
/// read again, found by the correlation value of the message that started it.
/// </summary>
sealed class SagaSpec<TSaga, TData>
    where TSaga : Saga<TData>, new()
    where TData : class, IContainSagaData, new()
{
    readonly SagaMetadata _metadata = SagaMetadata.Create(typeof(TSaga));
    RecordingContext _context = new();
    TData? _data;

    public TData Data => _data ?? throw new InvalidOperationException("The saga has not begun, or is over.");

    bool IsOver { get; set; }

    public SagaSpec<TSaga, TData> Given<TMessage>(TMessage message)
        where TMessage : IMessage => When(message);

    public SagaSpec<TSaga, TData> When<TMessage>(TMessage message)
        where TMessage : IMessage
    {
        Assert.False(IsOver, $"The saga is over; a {typeof(TMessage).Name} would not find it.");
        _data = _data is null ? Begin(message) : Stored(_data);
        _context = new RecordingContext();
        var saga = new TSaga { Entity = _data };
        var handling = ((IHandleMessages<TMessage>)(object)saga).Handle(message, _context);
        Assert.True(handling.IsCompletedSuccessfully, "A saga only sends: there is nothing in it to wait for.");
        IsOver = saga.Completed;
        return this;
    }

    /// <summary>Exactly these messages, in this order, and the saga goes on.</summary>
    public SagaSpec<TSaga, TData> ThenSends(params ICommand[] commands)
    {
        Assert.Equal(commands, _context.Sent);
        Assert.False(IsOver, "The saga ended too early.");
        return this;
    }

    public SagaSpec<TSaga, TData> ThenSendsNothing() => ThenSends();

    /// <summary>Exactly this message, as its last.</summary>
    public void ThenEndsWith(ICommand command)
    {
        Assert.Equal([command], _context.Sent);
        Assert.True(IsOver, "The saga should be over.");
    }

    TData Begin(object message)
    {
        Assert.True(_metadata.IsStartedBy(message.GetType()), $"A {message.GetType().Name} does not start this saga.");
        Assert.True(_metadata.TryGetCorrelationValue(message, _context.MessageHeaders, out var value));
        var data = new TData();
        _metadata.SetCorrelation(data, value);
        return data;
    }

    TData Stored(TData data)
    {
        using var buffer = new PayloadBuffer();
        var json = new SagaJson([_metadata]);
        return (TData)json.Read(_metadata, json.Write(_metadata, data, buffer));
    }
}
