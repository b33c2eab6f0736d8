using BillingEngine.Messaging.Sagas;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_a_saga_is_mapped
{
    static readonly SagaMetadata Metadata = SagaMetadata.Create(typeof(OrderSaga));
    static readonly Dictionary<string, string> NoHeaders = [];

    [Fact]
    public void Should_know_the_saga()
    {
        Assert.Equal(typeof(OrderSaga), Metadata.SagaType);
        Assert.Equal(typeof(OrderSagaData), Metadata.DataType);
        Assert.Equal("OrderSaga", Metadata.Name);
        Assert.Equal("Number", Metadata.CorrelationProperty);
        Assert.Equal(typeof(int), Metadata.CorrelationType);
        Assert.Equal(typeof(Nobody), Metadata.NotFoundHandlerType);
    }

    [Theory]
    [InlineData(typeof(Ordered), true, true, false)]
    [InlineData(typeof(Paid), false, true, false)]
    [InlineData(typeof(Answered), false, true, false)]
    [InlineData(typeof(Overdue), false, false, true)]
    [InlineData(typeof(Unknown), false, false, false)]
    public void Should_tell_its_messages_apart(Type message, bool starts, bool handled, bool timeout)
    {
        Assert.Equal(starts, Metadata.IsStartedBy(message));
        Assert.Equal(handled, Metadata.Handles(message));
        Assert.Equal(timeout, Metadata.HandlesTimeout(message));
    }

    [Fact]
    public void Should_read_the_value_from_a_message()
    {
        Assert.True(Metadata.TryGetCorrelationValue(new Ordered(42), NoHeaders, out var value));
        Assert.Equal(42, value);
    }

    [Fact]
    public void Should_read_the_value_from_a_header_as_the_type_of_the_property()
    {
        var headers = new Dictionary<string, string> { ["order-number"] = "42" };

        Assert.True(Metadata.TryGetCorrelationValue(new Paid(), headers, out var value));
        Assert.Equal(42, value);
    }

    [Fact]
    public void Should_read_the_value_from_a_message_that_derives_from_a_mapped_one()
    {
        Assert.True(Metadata.TryGetCorrelationValue(new CancelledByClerk(7), NoHeaders, out var value));
        Assert.Equal(7, value);
        Assert.True(Metadata.Handles(typeof(CancelledByClerk)));
    }

    [Fact]
    public void Should_find_no_value_in_an_unmapped_message()
    {
        Assert.False(Metadata.TryGetCorrelationValue(new Answered(), NoHeaders, out var value));
        Assert.Null(value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("forty-two")]
    public void Should_name_a_header_that_is_missing_or_unreadable(string? found)
    {
        var headers = new Dictionary<string, string>();
        if (found is not null)
            headers["order-number"] = found;

        var failure = Assert.Throws<InvalidOperationException>(
            () => Metadata.TryGetCorrelationValue(new Paid(), headers, out _));

        Assert.Contains($"'order-number' no Int32 (found: '{found}')", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_message_without_a_value()
    {
        var metadata = SagaMetadata.Create(typeof(NamedSaga));

        var failure = Assert.Throws<InvalidOperationException>(
            () => metadata.TryGetCorrelationValue(new Named(null), NoHeaders, out _));

        Assert.Contains("carries none (message.Name is null)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_make_data_and_set_the_value_in_it()
    {
        var data = Metadata.NewData();

        Metadata.SetCorrelation(data, 42);

        Assert.Equal(42, Assert.IsType<OrderSagaData>(data).Number);
        Assert.Equal(42, Metadata.GetCorrelation(data));
    }

    [Fact]
    public void Should_copy_data_so_that_neither_changes_the_other()
    {
        var original = new OrderSagaData { Id = Guid.Empty, Number = 1, State = new Waiting("a", 3), Originator = "x" };

        var copy = (OrderSagaData)Metadata.CopyData(original);
        copy.Number = 2;
        copy.State = copy.State! with { Since = "b" };
        copy.Originator = "y";

        Assert.NotSame(original, copy);
        Assert.Equal((1, new Waiting("a", 3), "x"), (original.Number, original.State, original.Originator));
        Assert.Equal((2, new Waiting("b", 3), "y"), (copy.Number, copy.State, copy.Originator));
    }

    sealed class OrderSagaData : ContainSagaData
    {
        public int Number { get; set; }

        public Waiting? State { get; set; }

        public Amount? Due { get; set; }

        public DateTimeOffset? At { get; set; }

        public DayOfWeek Day { get; set; }
    }

    sealed record Waiting(string Since, int Times)
    {
        public Waiting? Before { get; init; }
    }

    readonly record struct Amount(decimal Value, Code Code);

    readonly record struct Code(string Value);

    sealed class OrderSaga(IFormatProvider needed) : Saga<OrderSagaData>,
        IAmStartedByMessages<Ordered>,
        IHandleMessages<Paid>,
        IHandleMessages<Cancelled>,
        IHandleMessages<Answered>,
        IHandleTimeouts<Overdue>
    {
        public IFormatProvider Needed { get; } = needed;

        public Task Handle(Ordered message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Handle(Paid message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Handle(Cancelled message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Handle(Answered message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Timeout(Overdue state, IMessageHandlerContext context) => Task.CompletedTask;

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<OrderSagaData> mapper)
        {
            mapper.MapSaga(data => data.Number)
                .ToMessage<Ordered>(message => message.Number)
                .ToMessage<Cancelled>(message => message.Number)
                .ToMessageHeader<Paid>("order-number");
            mapper.ConfigureNotFoundHandler<Nobody>();
        }
    }

    sealed class NamedSagaData : ContainSagaData
    {
        public string Name { get; set; } = "";
    }

    sealed class NamedSaga : Saga<NamedSagaData>, IAmStartedByMessages<Named>
    {
        public Task Handle(Named message, IMessageHandlerContext context) => Task.CompletedTask;

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<NamedSagaData> mapper) =>
            mapper.MapSaga(data => data.Name).ToMessage<Named>(message => message.Name);
    }

    sealed class Nobody : ISagaNotFoundHandler
    {
        public Task Handle(object message, IMessageProcessingContext context) => Task.CompletedTask;
    }

    sealed record Ordered(int Number) : ICommand;

    sealed record Paid : ICommand;

    record Cancelled(int Number) : ICommand;

    sealed record CancelledByClerk(int Number) : Cancelled(Number);

    sealed record Answered : IMessage;

    sealed record Overdue;

    sealed record Unknown : ICommand;

    sealed record Named(string? Name) : ICommand;
}
