using BillingEngine.Messaging.Endpoints;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_messages_are_addressed
{
    static readonly Guid Parcel = Keys.Of(1);

    readonly World _world;

    public When_messages_are_addressed() => _world = new World(
        this,
        new EndpointDefinition("post").AddHandler<PostHandler>(),
        new EndpointDefinition("customs").AddHandler<CustomsHandler>(),
        new EndpointDefinition("archive").AddHandler<ArchiveHandler>());

    [Fact]
    public async Task Should_bring_an_event_to_all_who_subscribe_in_one_unit()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Post(Parcel));

        Assert.Equal(["archive", "customs", "post"], _world.Script.Lines.Order());
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_bring_an_event_to_all_who_subscribe_in_other_processes()
    {
        await using var post = await _world.Engine("post");
        await using var customs = await _world.Engine("customs");
        await using var archive = await _world.Engine("archive");

        await post.SendAndDrain(new Post(Parcel));
        Assert.Equal(2, _world.Database.QueuedMessages);
        await _world.DrainAll(customs, archive);

        Assert.Equal(["archive", "customs", "post"], _world.Script.Lines.Order());
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_publish_from_outside_of_handlers()
    {
        await using var engine = await _world.Engine();

        var accepted = engine.Session.Publish(new Posted(Parcel));
        await engine.Drain();

        await accepted.WaitAsync(Stepping.Patience);
        Assert.Equal(["archive", "customs"], _world.Script.Lines.Order());
    }

    [Fact]
    public async Task Should_refuse_what_contradicts_the_kind_of_message()
    {
        await using var engine = await _world.Engine();

        await AssertRefused(() => engine.Session.Send(new Posted(Parcel)), "cannot be sent");
        await AssertRefused(() => engine.Session.Publish(new Post(Parcel)), "cannot be published");
        await engine.SendAndDrain(new Misuse(Parcel, "send an event"));
        await engine.SendAndDrain(new Misuse(Parcel, "publish a command"));
        await engine.SendAndDrain(new Misuse(Parcel, "reply with a command"));
        await engine.SendAndDrain(new Misuse(Parcel, "reply with an event"));
        await engine.SendAndDrain(new Misuse(Parcel, "reply to nobody"));
        await engine.SendAndDrain(new Misuse(Parcel, "send to a partition that is not there"));

        string[] reasons =
        [
            "cannot be sent", "cannot be published", "cannot be a reply", "cannot be a reply", "no reply address",
            "no partition 999",
        ];
        Assert.All(
            reasons.Zip(_world.Database.FailedMessages, (reason, failed) => (reason, failed.ExceptionMessage)),
            told => Assert.Contains(told.reason, told.ExceptionMessage, StringComparison.Ordinal));
        Assert.Equal(reasons.Length, _world.Database.FailedMessages.Count);
    }

    [Fact]
    public async Task Should_deliver_a_delayed_message_later_and_once()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new PostLater(Parcel, 60));
        _world.Clock.Advance(TimeSpan.FromSeconds(59));
        await engine.Drain();
        Assert.Empty(_world.Script.Lines);

        for (var seconds = 0; seconds < 5; seconds++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            await engine.Drain();
        }

        Assert.Equal(1, _world.Script.Count("post"));
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_deliver_later_what_was_delayed_from_outside_of_handlers()
    {
        await using var engine = await _world.Engine();
        var options = new SendOptions();
        options.DelayDeliveryWith(TimeSpan.FromSeconds(60));

        await engine.SendAndDrain(new Post(Parcel), options);
        Assert.Empty(_world.Script.Lines);
        _world.Clock.Advance(TimeSpan.FromSeconds(60));
        await engine.Drain();
        await engine.Drain();

        Assert.Equal(1, _world.Script.Count("post"));
    }

    [Fact]
    public async Task Should_go_where_the_sender_said()
    {
        await using var engine = await _world.Engine();

        var named = engine.Session.Send("archive", new Note(Parcel));
        await engine.Drain();
        await named.WaitAsync(Stepping.Patience);
        await engine.SendAndDrain(new Forward(Parcel, "archive"));

        Assert.Equal(["noted in archive", "forwarded", "noted in archive"], _world.Script.Lines);
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Session.Send("nowhere", new Note(Parcel)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Session.SendLocal(new Note(Parcel)));
    }

    [Fact]
    public async Task Should_reply_where_the_handler_said()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Divert(Parcel));

        Assert.Equal(["diverted reply in customs"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_belong_to_the_conversation_of_the_message_that_caused_it()
    {
        await using var engine = await _world.Engine();
        var options = new SendOptions();
        options.StartNewConversation(Keys.Of(70).ToString());

        await engine.SendAndDrain(new Talk(Parcel, "go on"), options);

        Assert.Equal([$"talk {Keys.Of(70)} after none", $"heard {Keys.Of(70)} after none"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_begin_a_conversation_when_the_handler_said_so()
    {
        await using var engine = await _world.Engine();
        var options = new SendOptions();
        options.StartNewConversation(Keys.Of(70).ToString());

        await engine.SendAndDrain(new Talk(Parcel, Keys.Of(71).ToString()), options);
        await engine.SendAndDrain(new Talk(Parcel, "new"), options);

        Assert.Equal($"heard {Keys.Of(71)} after {Keys.Of(70)}", _world.Script.Lines[1]);
        Assert.EndsWith($"after {Keys.Of(70)}", _world.Script.Lines[3], StringComparison.Ordinal);
        Assert.DoesNotContain($"heard {Keys.Of(70)}", _world.Script.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_so_when_the_name_of_a_conversation_is_no_id()
    {
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Talk(Parcel, "chat"));

        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Contains("'chat' is no UUID", failed.ExceptionMessage, StringComparison.Ordinal);
    }

    static async Task AssertRefused(Func<Task> use, string reason)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(use);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    sealed record Post(Guid ParcelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record PostLater(Guid ParcelId, int Seconds) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Misuse(Guid ParcelId, string How) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Note(Guid ParcelId) : IMessage, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Forward(Guid ParcelId, string To) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Divert(Guid ParcelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Diverted(Guid ParcelId) : IMessage, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Talk(Guid ParcelId, string Conversation) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Hear(Guid ParcelId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed record Posted(Guid ParcelId) : IEvent, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ParcelId;
    }

    sealed class PostHandler(Script script) :
        IHandleMessages<Post>,
        IHandleMessages<PostLater>,
        IHandleMessages<Misuse>,
        IHandleMessages<Note>,
        IHandleMessages<Forward>,
        IHandleMessages<Divert>,
        IHandleMessages<Talk>,
        IHandleMessages<Hear>
    {
        public Task Handle(Post message, IMessageHandlerContext context)
        {
            script.Note("post");
            return context.Publish(new Posted(message.ParcelId));
        }

        public Task Handle(PostLater message, IMessageHandlerContext context)
        {
            var options = new SendOptions();
            options.DelayDeliveryWith(TimeSpan.FromSeconds(message.Seconds));
            return context.Send(new Post(message.ParcelId), options);
        }

        public Task Handle(Misuse message, IMessageHandlerContext context) => message.How switch
        {
            "send an event" => context.Send(new Posted(message.ParcelId)),
            "publish a command" => context.Publish(new Post(message.ParcelId)),
            "reply with a command" => context.Reply(new Post(message.ParcelId)),
            "reply with an event" => context.Reply(new Posted(message.ParcelId)),
            "reply to nobody" => context.Reply(new Note(message.ParcelId)),
            _ => context.Send("post#999", new Note(message.ParcelId)),
        };

        public Task Handle(Note message, IMessageHandlerContext context)
        {
            script.Note("noted in post");
            return Task.CompletedTask;
        }

        public Task Handle(Forward message, IMessageHandlerContext context)
        {
            script.Note("forwarded");
            return context.Send(message.To, new Note(message.ParcelId));
        }

        public Task Handle(Divert message, IMessageHandlerContext context)
        {
            var options = new ReplyOptions();
            options.SetDestination("customs");
            return context.Reply(new Diverted(message.ParcelId), options);
        }

        public Task Handle(Talk message, IMessageHandlerContext context)
        {
            Tell("talk", context);
            var options = new SendOptions();
            if (message.Conversation != "go on")
                options.StartNewConversation(message.Conversation == "new" ? null : message.Conversation);
            return context.Send(new Hear(message.ParcelId), options);
        }

        public Task Handle(Hear message, IMessageHandlerContext context)
        {
            Tell("heard", context);
            return Task.CompletedTask;
        }

        void Tell(string what, IMessageHandlerContext context) => script.Note(
            $"{what} {context.MessageHeaders[Headers.ConversationId]} after "
            + context.MessageHeaders.GetValueOrDefault(Headers.PreviousConversationId, "none"));
    }

    sealed class CustomsHandler(Script script) : IHandleMessages<Posted>, IHandleMessages<Diverted>
    {
        public Task Handle(Posted message, IMessageHandlerContext context)
        {
            script.Note("customs");
            return Task.CompletedTask;
        }

        public Task Handle(Diverted message, IMessageHandlerContext context)
        {
            script.Note("diverted reply in customs");
            return Task.CompletedTask;
        }
    }

    sealed class ArchiveHandler(Script script) : IHandleMessages<Posted>, IHandleMessages<Note>
    {
        public Task Handle(Posted message, IMessageHandlerContext context)
        {
            script.Note("archive");
            return Task.CompletedTask;
        }

        public Task Handle(Note message, IMessageHandlerContext context)
        {
            script.Note("noted in archive");
            return Task.CompletedTask;
        }
    }
}
