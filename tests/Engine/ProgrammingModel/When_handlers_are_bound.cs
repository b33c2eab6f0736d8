using BillingEngine.Messaging.Handlers;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_handlers_are_bound
{
    [Fact]
    public async Task Should_call_the_method_for_each_message_type()
    {
        var handler = new Clerk();
        var bindings = HandlerBinding.HandlersOf(typeof(Clerk)).ToDictionary(pair => pair.MessageType);

        await bindings[typeof(Open)].Invoke(handler, new Open("a"), new RecordingContext());
        await bindings[typeof(Close)].Invoke(handler, new Close(3), new RecordingContext());

        Assert.Equal(["open a", "close 3"], handler.Log);
    }

    [Fact]
    public async Task Should_bind_timeouts_apart_from_messages()
    {
        var saga = new Clerk();
        var (messageType, invoke) = Assert.Single(HandlerBinding.TimeoutsOf(typeof(Clerk)));

        await invoke(saga, new Late("b"), new RecordingContext());

        Assert.Equal(typeof(Late), messageType);
        Assert.Equal(["late b"], saga.Log);
        Assert.DoesNotContain(HandlerBinding.HandlersOf(typeof(Clerk)), pair => pair.MessageType == typeof(Late));
    }

    [Fact]
    public void Should_list_a_starting_message_once_and_all_by_name() =>
        Assert.Equal(
            [typeof(Close), typeof(Open)],
            HandlerBinding.HandlersOf(typeof(Clerk)).Select(pair => pair.MessageType));

    [Fact]
    public void Should_find_nothing_in_a_class_that_handles_nothing() =>
        Assert.Empty(HandlerBinding.HandlersOf(typeof(string)));

    [Fact]
    public async Task Should_let_the_exception_of_a_handler_through_as_it_is()
    {
        var (_, invoke) = HandlerBinding.HandlersOf(typeof(Breaking)).Single();

        await Assert.ThrowsAsync<TimeoutException>(() => invoke(new Breaking(), new Open("a"), new RecordingContext()));
    }

    sealed class Clerk : IAmStartedByMessages<Open>, IHandleMessages<Close>, IHandleTimeouts<Late>
    {
        public List<string> Log { get; } = [];

        public Task Handle(Open message, IMessageHandlerContext context) => Note($"open {message.Name}");

        public Task Handle(Close message, IMessageHandlerContext context) => Note($"close {message.Number}");

        public Task Timeout(Late state, IMessageHandlerContext context) => Note($"late {state.Name}");

        Task Note(string entry)
        {
            Log.Add(entry);
            return Task.CompletedTask;
        }
    }

    sealed class Breaking : IHandleMessages<Open>
    {
        public Task Handle(Open message, IMessageHandlerContext context) => throw new TimeoutException();
    }

    sealed record Open(string Name) : ICommand;

    readonly record struct Close(int Number) : ICommand;

    sealed record Late(string Name);
}
