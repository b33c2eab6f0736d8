namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_a_saga_speaks
{
    static readonly Guid SagaId = Guid.Parse("11111111-2222-8333-8444-555555555555");
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly RecordingContext context = new();
    readonly ParkingSaga saga = new()
    {
        Entity = new ParkingData { Id = SagaId, Originator = "gate", OriginalMessageId = "m-0" },
    };

    [Fact]
    public async Task Should_send_itself_a_timeout_after_a_time_span()
    {
        await saga.Within(context, TimeSpan.FromMinutes(5), new Expired("A7"));

        var (message, options) = Assert.Single(context.Sent);
        var sendOptions = Assert.IsType<SendOptions>(options);
        Assert.Equal(new Expired("A7"), message);
        Assert.True(sendOptions.IsRoutingToThisEndpoint());
        Assert.Equal(TimeSpan.FromMinutes(5), sendOptions.GetDeliveryDelay());
        Assert.Equal(
            new Dictionary<string, string>
            {
                [Headers.SagaId] = "11111111-2222-8333-8444-555555555555",
                [Headers.SagaType] = "ParkingSaga",
                [Headers.IsSagaTimeoutMessage] = "True",
            },
            options.GetHeaders());
    }

    [Fact]
    public async Task Should_send_itself_a_timeout_at_a_date()
    {
        await saga.At(context, Noon, new Expired("A7"));

        Assert.Equal(Noon, Assert.IsType<SendOptions>(context.Sent.Single().Options).GetDeliveryDate());
    }

    [Fact]
    public async Task Should_make_a_timeout_without_content()
    {
        await saga.Reminders(context, Noon, TimeSpan.FromHours(1));

        Assert.Equal([new Reminder(), new Reminder()], context.Sent.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Should_refuse_a_timeout_it_cannot_handle()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => saga.Within(context, TimeSpan.FromMinutes(5), "unknown"));

        Assert.Contains(typeof(ParkingSaga).FullName!, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("implement IHandleTimeouts<String>", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(context.Sent);
    }

    [Fact]
    public async Task Should_reply_to_its_originator()
    {
        await saga.Answer(context, new Done(), new Dictionary<string, string> { ["gate"] = "4" });

        var (message, options) = Assert.Single(context.Replied);
        var replyOptions = Assert.IsType<ReplyOptions>(options);
        Assert.Equal(new Done(), message);
        Assert.Equal("gate", replyOptions.GetDestination());
        Assert.True(replyOptions.ToOriginator);
        Assert.Equal(
            new Dictionary<string, string> { ["gate"] = "4", [Headers.CorrelationId] = "m-0" },
            options.GetHeaders());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Should_refuse_to_reply_when_nobody_is_known_to_wait(string? originator)
    {
        saga.Data.Originator = originator;

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => saga.Answer(context, new Done()));

        Assert.Contains($"ParkingSaga {SagaId} cannot reply", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(context.Replied);
    }

    [Fact]
    public void Should_come_to_its_end_when_it_says_so()
    {
        Assert.False(saga.Completed);

        saga.End();

        Assert.True(saga.Completed);
    }

    [Fact]
    public void Should_show_the_engine_the_data_it_works_on()
    {
        saga.Data = new ParkingData { Plate = "B8" };

        Assert.Same(saga.Data, saga.Entity);
    }

    sealed class ParkingData : ContainSagaData
    {
        public string Plate { get; set; } = "";
    }

    sealed class ParkingSaga : Saga<ParkingData>, IHandleTimeouts<Expired>, IHandleTimeouts<Reminder>
    {
        public async Task Within<T>(IMessageHandlerContext context, TimeSpan within, T timeout) =>
            await RequestTimeout(context, within, timeout);

        public async Task At<T>(IMessageHandlerContext context, DateTimeOffset at, T timeout) =>
            await RequestTimeout(context, at, timeout);

        public async Task Reminders(IMessageHandlerContext context, DateTimeOffset at, TimeSpan within)
        {
            await RequestTimeout<Reminder>(context, at);
            await RequestTimeout<Reminder>(context, within);
        }

        public async Task Answer(
            IMessageHandlerContext context,
            object message,
            IReadOnlyDictionary<string, string>? headers = null) =>
            await ReplyToOriginator(context, message, headers);

        public void End() => MarkAsComplete();

        public Task Timeout(Expired state, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Timeout(Reminder state, IMessageHandlerContext context) => Task.CompletedTask;

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<ParkingData> mapper)
        {
        }
    }

    sealed record Expired(string Plate);

    sealed record Reminder;

    sealed record Done : IMessage;
}
