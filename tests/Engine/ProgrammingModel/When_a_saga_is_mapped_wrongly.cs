using System.Linq.Expressions;
using BillingEngine.Messaging.Sagas;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_a_saga_is_mapped_wrongly
{
    [Fact]
    public void Should_refuse_a_saga_without_a_property() => Refuses<Unmapped>(
        "does not say by which property it is found. Call mapper.MapSaga(data => data.SomeProperty)");

    [Fact]
    public void Should_refuse_a_second_property() => Refuses<TwoProperties>(
        "is mapped by two properties, Key and Name. Choose one");

    [Fact]
    public void Should_refuse_what_is_not_a_property() => Refuses<NotAProperty>(
        "is mapped by 'data.Name.Length', which is not a property of its data");

    [Fact]
    public void Should_refuse_a_property_of_the_engine() => Refuses<MappedById>(
        "is mapped by Id, which the engine itself sets");

    [Fact]
    public void Should_refuse_a_property_of_another_type() => Refuses<MappedByDate>(
        "is mapped by Date, which is a DateTimeOffset. Use one of Guid, String, Int64, UInt64, Int32, UInt32, " +
        "Int16, UInt16");

    [Fact]
    public void Should_refuse_a_property_that_cannot_be_set() => Refuses<MappedByReadOnly>(
        "is mapped by Fixed, which cannot be set. Give Data.Fixed a public setter");

    [Fact]
    public void Should_refuse_a_starting_message_without_a_mapping() => Refuses<StartUnmapped>(
        $"is started by {typeof(Start).FullName} but does not say where that carries Key. Add .ToMessage<Start>(");

    [Fact]
    public void Should_refuse_a_mapping_to_another_type() => Refuses<OtherType>(
        $"is found by Key, a Guid, but its mapping of {typeof(Start).FullName} (message.Name) gives a String. " +
        "Give both one type");

    [Fact]
    public void Should_refuse_a_mapping_to_an_optional_value() => Refuses<OptionalValue>(
        "(message.Other) gives a Nullable`1");

    [Fact]
    public void Should_refuse_two_mappings_of_one_message() => Refuses<MappedTwice>(
        $"maps {typeof(Start).FullName} twice. Keep one of the mappings");

    [Fact]
    public void Should_refuse_a_mapping_of_a_message_it_does_not_handle() => Refuses<MapsStranger>(
        $"maps {typeof(Stranger).FullName} but does not handle it. Remove the mapping");

    [Fact]
    public void Should_refuse_a_saga_that_nothing_starts() => Refuses<NeverStarted>(
        "is started by no message. Implement IAmStartedByMessages<T> for one");

    [Fact]
    public void Should_refuse_a_class_that_is_no_saga() => RefusesType(
        typeof(Stranger), "is not a saga. Derive it from Saga<TSagaData>");

    [Fact]
    public void Should_refuse_an_abstract_saga() => RefusesType(
        typeof(TestSaga), "is abstract or generic. Register the sagas that derive from it");

    static void Refuses<TSaga>(string expected) where TSaga : Saga => RefusesType(typeof(TSaga), expected);

    static void RefusesType(Type type, string expected)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => SagaMetadata.Create(type));

        Assert.StartsWith($"The saga {type.FullName} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    sealed record Start(Guid Key, string Name, Guid? Other) : ICommand;

    sealed record Stranger(Guid Key) : ICommand;

    sealed class Data : ContainSagaData
    {
        public Guid Key { get; set; }

        public string Name { get; set; } = "";

        public DateTimeOffset Date { get; set; }

        public int Fixed { get; }
    }

    abstract class TestSaga : Saga<Data>, IHandleMessages<Start>
    {
        protected static readonly Expression<Func<Start, object?>> StartKey = message => message.Key;

        public Task Handle(Start message, IMessageHandlerContext context) => Task.CompletedTask;

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<Data> mapper) => Map(mapper);

        protected abstract void Map(SagaPropertyMapper<Data> mapper);
    }

    sealed class Unmapped : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper)
        {
        }
    }

    sealed class TwoProperties : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper)
        {
            mapper.MapSaga(data => data.Key).ToMessage(StartKey);
            mapper.MapSaga(data => data.Name);
        }
    }

    sealed class NotAProperty : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) => mapper.MapSaga(data => data.Name.Length);
    }

    sealed class MappedById : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Id).ToMessage(StartKey);
    }

    sealed class MappedByDate : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) => mapper.MapSaga(data => data.Date);
    }

    sealed class MappedByReadOnly : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) => mapper.MapSaga(data => data.Fixed);
    }

    sealed class StartUnmapped : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) => mapper.MapSaga(data => data.Key);
    }

    sealed class OtherType : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage<Start>(message => message.Name);
    }

    sealed class OptionalValue : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage<Start>(message => message.Other);
    }

    sealed class MappedTwice : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage(StartKey).ToMessageHeader<Start>("key");
    }

    sealed class MapsStranger : TestSaga, IAmStartedByMessages<Start>
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage(StartKey).ToMessage<Stranger>(message => message.Key);
    }

    sealed class NeverStarted : TestSaga
    {
        protected override void Map(SagaPropertyMapper<Data> mapper) =>
            mapper.MapSaga(data => data.Key).ToMessage(StartKey);
    }
}
