using System.Text;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_message_cannot_be_read
{
    const string Readable = """{"Box":"00000001-0000-4000-8000-000000000000","Size":3}""";

    const string Refused = """{"Box":"00000001-0000-4000-8000-000000000000","Size":-1}""";

    readonly World _world;

    public When_a_message_cannot_be_read() => _world = new World(
        this,
        new EndpointDefinition("boxes").AddHandler<BoxHandler>(),
        new EndpointDefinition("lids").AddHandler<LidHandler>());

    [Theory]
    [InlineData("no JSON at all", "Fill", "{}", "{\"Box\":")]
    [InlineData("a member is missing", "Fill", "{}", "{\"Size\":3}")]
    [InlineData("a value refuses to be made", "Fill", "{}", Refused)]
    [InlineData("unknown type", "Unheard", "{}", Readable)]
    [InlineData("a type that this endpoint does not handle", "Cover", "{}", Readable)]
    [InlineData("headers are no JSON", "Fill", "rubbish", Readable)]
    [InlineData("headers are a list", "Fill", "[1]", Readable)]
    [InlineData("a header is a number", "Fill", "{\"a\":1}", Readable)]
    [InlineData("a header is there twice", "Fill", "{\"a\":\"1\",\"a\":\"2\"}", Readable)]
    [InlineData("the time sent is no time", "Fill", "{\"NServiceBus.TimeSent\":\"yesterday\"}", Readable)]
    public async Task Should_fail_it_at_once_and_go_on(string what, string type, string headers, string body)
    {
        await using var engine = await _world.Engine();
        await Receive(engine, "Fill", "{}", Readable);
        await Receive(engine, type, headers, body);
        await Receive(engine, "Fill", "{}", Readable);

        await engine.Drain();

        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.True(failed.Attempts == 1, what);
        Assert.Equal(type, failed.Message.Type);
        Assert.Equal(body, Encoding.UTF8.GetString(failed.Message.Body.Span));
        Assert.Equal("boxes", failed.Endpoint);
        Assert.Equal(2, _world.Script.Count("filled 3"));
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    async Task Receive(Messaging.Engine.MessagingEngine engine, string type, string headers, string body)
    {
        await new InMemoryStorage(_world.Database).Transport.Send(
            [
                new TransportMessage(
                    new CountingRandom().NextId(),
                    type,
                    engine.Worker!.Map.PartitionOf("boxes", Keys.Of(1)),
                    _world.Clock.Now,
                    Encoding.UTF8.GetBytes(headers),
                    Encoding.UTF8.GetBytes(body)),
            ],
            CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    sealed record Fill(Guid Box, int Size) : ICommand, IPartitioned
    {
        public int Size { get; } = Size > 0 ? Size : throw new ArgumentOutOfRangeException(nameof(Size));

        Guid IPartitioned.PartitionKey => Box;
    }

    sealed record Cover(Guid Box, int Size) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Box;
    }

    sealed class BoxHandler(Script script) : IHandleMessages<Fill>
    {
        public Task Handle(Fill message, IMessageHandlerContext context)
        {
            script.Note($"filled {message.Size}");
            return Task.CompletedTask;
        }
    }

    sealed class LidHandler : IHandleMessages<Cover>
    {
        public Task Handle(Cover message, IMessageHandlerContext context) => Task.CompletedTask;
    }
}
