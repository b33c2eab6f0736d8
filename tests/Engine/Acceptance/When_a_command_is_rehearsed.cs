using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_command_is_rehearsed
{
    static readonly Guid Item = Keys.Of(1);
    static readonly Guid Request = Keys.Of(50);

    readonly World _world;

    public When_a_command_is_rehearsed() => _world = new World(
        this,
        new EndpointDefinition("orders").AddSaga<OrderSaga>(),
        new EndpointDefinition("stock").AddHandler<StockHandler>(),
        new EndpointDefinition("books").AddHandler<BookHandler>())
    {
        Options = new EngineOptions { MessagesPerUnit = 30, DelayedRetries = 0 },
    };

    [Fact]
    public async Task Should_tell_the_events_and_the_reply()
    {
        await using var engine = await _world.Engine();

        var rehearsal = await engine.Rehearse(new Order(Keys.Of(10), Item), Stepping.As(Request), default);
        await engine.Rehearse(new Pick(Keys.Of(2)), new SendOptions(), default);

        Assert.Null(rehearsal.Fault);
        Assert.Equal([new Picked(Item, 1), new Booked(1)], rehearsal.Events.Select(e => e.Event));
        Assert.Equal(
            ["""{"ItemId":"00000001-0000-4000-8000-000000000000","Number":1}""", """{"Number":1}"""],
            rehearsal.Events.Select(e => System.Text.Encoding.UTF8.GetString(e.Stored.Data.Span)));
        var request = Assert.Single(rehearsal.Requests, handled => handled.Reply is not null);
        Assert.Equal((Request, "f", new Ordered(1)), (request.RequestId, request.Fingerprint, request.Reply));
    }

    [Fact]
    public async Task Should_store_nothing()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Order(Keys.Of(10), Item));
        var before = Everything();
        _world.OnCommitted = _ => Assert.Fail("A listener was told.");

        await engine.Rehearse(new Order(Keys.Of(11), Item), Stepping.As(Request), default);
        await engine.Rehearse(new Hold(Keys.Of(12)), new SendOptions(), default);
        await engine.Drain();

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_leave_the_command_itself_to_be_sent_as_for_the_first_time()
    {
        await using var engine = await _world.Engine();
        await engine.Rehearse(new Order(Keys.Of(10), Item), Stepping.As(Request), default);

        await engine.SendAndDrain(new Order(Keys.Of(10), Item), Stepping.As(Request));

        Assert.Equal(new Ordered(1), Assert.Single(_world.Answers, answer => answer.Reply is not null).Reply);
        Assert.Equal([new Picked(Item, 1)], _world.Stored<Picked>(Item));
        Assert.Equal(2, _world.Script.Count("pick"));
    }

    [Fact]
    public async Task Should_run_to_its_end_where_all_that_it_needs_belongs_to_others()
    {
        await using var orders = await _world.Engine("orders");
        await using var stock = await _world.Engine("stock", "books");
        await using var sender = await MessagingEngine.Create(_world.SetupOfSender(), default);
        var before = Everything();

        var rehearsal = await sender.Rehearse(new Order(Keys.Of(10), Item), Stepping.As(Request), default);

        Assert.Equal([new Picked(Item, 1), new Booked(1)], rehearsal.Events.Select(e => e.Event));
        Assert.Equal(new Ordered(1), rehearsal.Requests[^1].Reply);
        Assert.Equal(["order", "pick", "book", "picked"], _world.Script.Lines);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Should_see_each_time_what_others_have_committed()
    {
        await using var owner = await _world.Engine();
        await using var sender = await MessagingEngine.Create(_world.SetupOfSender(), default);

        for (var number = 1; number <= 3; number++)
        {
            var rehearsal = await sender.Rehearse(new Order(Keys.Of(20), Item), new SendOptions(), default);
            Assert.Equal([new Picked(Item, number), new Booked(number)], rehearsal.Events.Select(e => e.Event));
            Assert.Equal(number, rehearsal.Events[0].Stored.StreamVersion);
            await owner.SendAndDrain(new Order(Keys.Of(10 + number), Item));
        }
    }

    [Fact]
    public async Task Should_see_an_open_saga_and_its_end()
    {
        await using var owner = await _world.Engine();
        await using var sender = await MessagingEngine.Create(_world.SetupOfSender(), default);
        async Task<int> Cancelled() =>
            (await sender.Rehearse(new Cancel(Keys.Of(10), Item), new SendOptions(), default)).Events.Count;

        Assert.Equal(0, await Cancelled());
        await owner.SendAndDrain(new Hold(Keys.Of(10)));
        Assert.Equal(1, await Cancelled());
        await owner.SendAndDrain(new Cancel(Keys.Of(10), Item));
        Assert.Equal(0, await Cancelled());
    }

    [Fact]
    public async Task Should_drop_what_is_for_later_and_handle_what_is_due()
    {
        await using var engine = await _world.Engine();

        await engine.Rehearse(new Hold(Keys.Of(10)), new SendOptions(), default);
        await engine.Rehearse(new Remind(Keys.Of(10), TimeSpan.Zero), new SendOptions(), default);
        await engine.Rehearse(new Remind(Keys.Of(10), TimeSpan.FromMicroseconds(1)), new SendOptions(), default);
        var later = new SendOptions();
        later.DelayDeliveryWith(TimeSpan.FromHours(1));
        Assert.Empty((await engine.Rehearse(new Pick(Item), later, default)).Events);

        Assert.Equal(["hold", "remind", "reminded", "remind"], _world.Script.Lines);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_get_the_recorded_reply_of_a_request_that_it_repeats()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Order(Keys.Of(10), Item), Stepping.As(Request, "first"));
        var first = _world.Answers.Single(answer => answer.Reply is not null);
        await using var sender = await MessagingEngine.Create(_world.SetupOfSender(), default);

        var rehearsal = await sender.Rehearse(new Order(Keys.Of(11), Item), Stepping.As(Request, "second"), default);

        var request = Assert.Single(rehearsal.Requests);
        Assert.Equal((new Ordered(1), "first"), (request.Reply, request.Fingerprint));
        Assert.Equal(first.MessageId, request.AnsweredMessage);
        Assert.Empty(rehearsal.Events);
        Assert.Equal(1, _world.Script.Count("pick"));
    }

    [Fact]
    public async Task Should_tell_why_a_message_would_fail_for_good()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = line => Assert.False(line == "book", "The books are closed.");

        var rehearsal = await engine.Rehearse(new Pick(Item), new SendOptions(), default);

        Assert.Equal("Picked: The books are closed.", rehearsal.Fault);
        Assert.Equal([new Picked(Item, 1)], rehearsal.Events.Select(e => e.Event));
        Assert.Equal(1 + _world.Options.ImmediateRetries, _world.Script.Count("book"));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_tell_that_nothing_handles_it_where_it_is_sent()
    {
        await using var engine = await _world.Engine();
        var options = new SendOptions();
        options.SetDestination("books");

        var rehearsal = await engine.Rehearse(new Pick(Item), options, default);

        Assert.Equal("Pick: Endpoint books has no handler for Pick.", rehearsal.Fault);
    }

    [Fact]
    public async Task Should_tell_that_its_effects_cannot_be_written()
    {
        await using var engine = await _world.Engine();

        var rehearsal = await engine.Rehearse(new Weigh(Item, double.NaN), new SendOptions(), default);

        Assert.Contains("valid JSON", rehearsal.Fault, StringComparison.Ordinal);
        Assert.Empty(rehearsal.Events);
        Assert.Null((await engine.Rehearse(new Weigh(Item, 1), new SendOptions(), default)).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_end_when_a_handler_sends_to_itself_without_end(bool isDelayed)
    {
        await using var engine = await _world.Engine();

        var rehearsal = await engine.Rehearse(new Echo(Item, isDelayed), new SendOptions(), default);

        Assert.StartsWith("More than 30 messages", rehearsal.Fault, StringComparison.Ordinal);
        Assert.Equal(30, _world.Script.Count("echo"));
        Assert.Null((await engine.Rehearse(new Pick(Item), new SendOptions(), default)).Fault);
    }

    [Fact]
    public async Task Should_say_that_the_store_is_away_and_go_on_when_it_is_back()
    {
        await using var engine = await _world.Engine();
        _world.Database.IsReachable = false;
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => engine.Rehearse(new Pick(Item), new SendOptions(), default));
        _world.Database.IsReachable = true;

        var rehearsal = await engine.Rehearse(new Pick(Item), new SendOptions(), default);

        Assert.Equal([new Picked(Item, 1), new Booked(1)], rehearsal.Events.Select(e => e.Event));
    }

    /// <summary>All that the database holds, as text.</summary>
    string Everything()
    {
        var database = _world.Database;
        return string.Join('\n',
        [
            .. database.Log.Values.SelectMany(events => events).Select(e => e.ToString()),
            .. database.Sagas.Select(saga => $"{saga.Key} {saga.Value.Version}"),
            .. database.Queue.Select(entry => entry.ToString()),
            .. database.Replies.Keys.Select(request => request.ToString()),
            .. database.Snapshots.Keys.Select(stream => stream.ToString()),
            .. database.Failed.Select(failed => failed.ToString()),
            .. database.Workers.Select(worker => worker.ToString()),
            .. database.Partitions.Select(
                row => (row.Partition, row.Owner, row.Epoch, row.Position, row.LastUnit).ToString()),
        ]);
    }

    sealed record Order(Guid OrderId, Guid ItemId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Hold(Guid OrderId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Cancel(Guid OrderId, Guid ItemId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Remind(Guid OrderId, TimeSpan After) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => OrderId;
    }

    sealed record Reminder : IMessage;

    sealed record Ordered(int Number) : IMessage;

    sealed record Pick(Guid ItemId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ItemId;
    }

    sealed record Weigh(Guid ItemId, double Weight) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ItemId;
    }

    sealed record Echo(Guid ItemId, bool IsDelayed) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => ItemId;
    }

    sealed record PickedUp(int Number) : IMessage;

    sealed record Picked(Guid ItemId, int Number) : IEvent, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Keys.Of(99);
    }

    sealed record Weighed(double Weight) : IEvent;

    sealed record Returned : IEvent;

    sealed record Booked(int Number) : IEvent;

    sealed record Count(int Number) : IEventSourced<Count>
    {
        public static Count Initial { get; } = new(0);

        static JsonTypeInfo<Count> IEventSourced<Count>.SnapshotJson => TestJson.Of<Count>();

        static string IEventSourced<Count>.SnapshotSchema => "count.1";

        static bool IEventSourced<Count>.Opens(IEvent first) => true;

        public Count Evolve(IEvent e, DateTimeOffset at) => new(Number + 1);
    }

    sealed class OrderData : ContainSagaData
    {
        public Guid OrderId { get; set; }
    }

    sealed class OrderSaga(Script script, IAggregates aggregates) :
        Saga<OrderData>, IAmStartedByMessages<Order>, IAmStartedByMessages<Hold>, IAmStartedByMessages<Remind>,
        IHandleMessages<Cancel>, IHandleMessages<PickedUp>, IHandleTimeouts<Reminder>
    {
        public Task Handle(Order message, IMessageHandlerContext context)
        {
            script.Note("order");
            return context.Send(new Pick(message.ItemId));
        }

        public async Task Handle(PickedUp message, IMessageHandlerContext context)
        {
            script.Note("picked");
            if (Data.Originator is not null)
                await ReplyToOriginator(context, new Ordered(message.Number));
            MarkAsComplete();
        }

        public Task Handle(Hold message, IMessageHandlerContext context)
        {
            script.Note("hold");
            return RequestTimeout(context, TimeSpan.FromMinutes(30), new Reminder());
        }

        public async Task Handle(Cancel message, IMessageHandlerContext context)
        {
            var item = await aggregates.Load<Count>(message.ItemId, context.CancellationToken);
            aggregates.Append(item, new Returned());
            MarkAsComplete();
        }

        public Task Handle(Remind message, IMessageHandlerContext context)
        {
            script.Note("remind");
            return RequestTimeout(context, message.After, new Reminder());
        }

        public Task Timeout(Reminder state, IMessageHandlerContext context)
        {
            script.Note("reminded");
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<OrderData> mapper) => mapper
            .MapSaga(data => data.OrderId)
            .ToMessage<Order>(message => message.OrderId)
            .ToMessage<Hold>(message => message.OrderId)
            .ToMessage<Remind>(message => message.OrderId)
            .ToMessage<Cancel>(message => message.OrderId);
    }

    sealed class StockHandler(Script script, IAggregates aggregates) :
        IHandleMessages<Pick>, IHandleMessages<Weigh>, IHandleMessages<Echo>
    {
        public async Task Handle(Pick message, IMessageHandlerContext context)
        {
            script.Note("pick");
            var item = await aggregates.Load<Count>(message.ItemId, context.CancellationToken);
            var picked = new Picked(message.ItemId, item.State.Number + 1);
            aggregates.Append(item, picked);
            await context.Publish(picked);
            if (context.ReplyToAddress.Length > 0)
                await context.Reply(new PickedUp(picked.Number));
        }

        public async Task Handle(Weigh message, IMessageHandlerContext context)
        {
            var item = await aggregates.Load<Count>(message.ItemId, context.CancellationToken);
            aggregates.Append(item, new Weighed(message.Weight));
        }

        public Task Handle(Echo message, IMessageHandlerContext context)
        {
            script.Note("echo");
            var options = new SendOptions();
            options.RouteToThisEndpoint();
            if (message.IsDelayed)
                options.DelayDeliveryWith(TimeSpan.Zero);
            return context.Send(message, options);
        }
    }

    sealed class BookHandler(Script script, IAggregates aggregates) : IHandleMessages<Picked>
    {
        public async Task Handle(Picked message, IMessageHandlerContext context)
        {
            script.Note("book");
            var book = await aggregates.Load<Count>(Keys.Of(99), context.CancellationToken);
            aggregates.Append(book, new Booked(book.State.Number + 1));
        }
    }
}
