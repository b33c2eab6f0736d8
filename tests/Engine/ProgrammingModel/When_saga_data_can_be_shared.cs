using System.Collections.Immutable;
using BillingEngine.Messaging.Sagas;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_saga_data_can_be_shared
{
    [Theory]
    [InlineData(typeof(TestSaga<List<string>>))]
    [InlineData(typeof(TestSaga<Dictionary<string, string>>))]
    [InlineData(typeof(TestSaga<string[]>))]
    [InlineData(typeof(TestSaga<ImmutableArray<string>>), "Value.array")]
    [InlineData(typeof(TestSaga<IReadOnlyList<string>>))]
    [InlineData(typeof(TestSaga<object>))]
    [InlineData(typeof(TestSaga<Action>))]
    [InlineData(typeof(TestSaga<MutableClass>))]
    [InlineData(typeof(TestSaga<MutableRecord>))]
    [InlineData(typeof(TestSaga<(int, int)>))]
    [InlineData(typeof(TestSaga<Holder<string[]>>), "Value.Inner")]
    [InlineData(typeof(TestSaga<Holder<Holder<List<int>>>>), "Value.Inner.Inner")]
    public void Should_refuse_the_saga(Type sagaType, string member = "Value")
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => SagaMetadata.Create(sagaType));

        Assert.Contains($"Data`1.{member}, a ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("which is not an immutable value. Use strings,", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TestSaga<string>))]
    [InlineData(typeof(TestSaga<bool?>))]
    [InlineData(typeof(TestSaga<decimal>))]
    [InlineData(typeof(TestSaga<Guid?>))]
    [InlineData(typeof(TestSaga<DateOnly>))]
    [InlineData(typeof(TestSaga<DayOfWeek?>))]
    [InlineData(typeof(TestSaga<Holder<string>>))]
    [InlineData(typeof(TestSaga<Tree>))]
    public void Should_accept_immutable_values(Type sagaType) =>
        Assert.Equal("Key", SagaMetadata.Create(sagaType).CorrelationProperty);

    sealed class Data<T> : ContainSagaData
    {
        public Guid Key { get; set; }

        public T? Value { get; set; }
    }

    sealed class TestSaga<T> : Saga<Data<T>>, IAmStartedByMessages<Start>
    {
        public Task Handle(Start message, IMessageHandlerContext context) => Task.CompletedTask;

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<Data<T>> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage<Start>(message => message.Key);
    }

    sealed record Start(Guid Key) : ICommand;

    sealed class MutableClass
    {
        public int Number { get; set; }
    }

    sealed record MutableRecord
    {
        public int Number { get; set; }
    }

    sealed record Holder<T>(T Inner);

    sealed record Tree(Tree? Left, Tree? Right);
}
