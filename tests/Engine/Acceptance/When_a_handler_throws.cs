using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Faults;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_handler_throws
{
    static readonly Guid Job = Keys.Of(1);
    static readonly Guid Machine = Keys.Of(2);

    readonly World _world;
    readonly List<UnitChanges> _commits = [];

    public When_a_handler_throws()
    {
        _world = new World(
            this,
            new EndpointDefinition("jobs").AddSaga<JobSaga>().AddSaga<LogSaga>(),
            new EndpointDefinition("machines").AddHandler<MachineHandlers>());
        _world.Database.Committed = _commits.Add;
    }

    [Fact]
    public async Task Should_try_five_times_again_and_then_keep_the_message_whole()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = line => ThrowOn("drill", line);
        var options = new SendOptions();
        options.SetHeader("colour", "red");

        await engine.SendAndDrain(new Drill(Machine, 3), options);

        Assert.Equal(6, _world.Script.Count("drill"));
        var failed = Assert.Single(_world.Database.FailedMessages);
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(failed.Message.Headers.Span)!;
        Assert.Equal("Drill", failed.Message.Type);
        Assert.Equal(new Drill(Machine, 3), JsonSerializer.Deserialize<Drill>(failed.Message.Body.Span));
        Assert.Equal("machines", failed.Endpoint);
        Assert.Equal(6, failed.Attempts);
        Assert.Equal(typeof(InvalidTimeZoneException).FullName, failed.ExceptionType);
        Assert.Equal("broken", failed.ExceptionMessage);
        Assert.Contains(nameof(ThrowOn), failed.Exception, StringComparison.Ordinal);
        Assert.Equal("red", headers["colour"]);
        Assert.Equal($"machines#{failed.Message.Partition}", headers[FaultsHeaderKeys.FailedQ]);
        Assert.Equal("broken", headers[FaultsHeaderKeys.Message]);
        Assert.Equal(typeof(InvalidTimeZoneException).FullName, headers[FaultsHeaderKeys.ExceptionType]);
        Assert.Contains(nameof(ThrowOn), headers[FaultsHeaderKeys.StackTrace], StringComparison.Ordinal);
        Assert.Equal("machines", headers[Headers.ProcessingEndpoint]);
        Assert.Equal(typeof(MachineHandlers).FullName, headers["NServiceBus.ExceptionInfo.Data.Handler type"]);
        Assert.Equal(
            DateTimeOffsetHelper.ToWireFormattedString(_world.Clock.Now), headers[FaultsHeaderKeys.TimeOfFailure]);
    }

    [Fact]
    public async Task Should_undo_what_it_did_and_nothing_else()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = line => ThrowOn("drill", line);

        var accepted = Enumerable.Range(10, 6)
            .Select(n => engine.Session.Send(n == 13 ? new Drill(Machine, 1) : new Polish(Keys.Of(n))))
            .ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal("Drill", Assert.Single(_commits).Failures.Single().Message.Type);
        Assert.Equal(
            [10, 11, 12, 14, 15],
            Enumerable.Range(10, 6).Where(n => _world.Stored<Worked>(Keys.Of(n)).Count == 1));
        Assert.Empty(_world.Stored<Worked>(Machine));
        Assert.Equal(0, _world.Script.Count("oil"));
    }

    [Fact]
    public async Task Should_have_its_effects_once_when_a_later_try_succeeds()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = line =>
        {
            if (_world.Script.Count("drill") < 3)
                ThrowOn("drill", line);
        };

        await engine.SendAndDrain(new Drill(Machine, 1));

        Assert.Equal(3, _world.Script.Count("drill"));
        Assert.Equal(1, _world.Script.Count("oil"));
        Assert.Single(_world.Stored<Worked>(Machine));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_undo_what_it_did_to_a_saga()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new StartJob(Job));

        _world.Script.On = line => ThrowOn("count", line);
        await engine.SendAndDrain(new Count(Job));
        _world.Script.On = _ => { };
        await engine.SendAndDrain(new Count(Job));
        await engine.SendAndDrain(new Tell(Job));

        Assert.Equal("counted 1", _world.Script.Lines[^1]);
    }

    [Fact]
    public async Task Should_undo_what_the_other_saga_of_the_message_did()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new StartJob(Job));

        _world.Script.On = line => ThrowOn("log", line);
        await engine.SendAndDrain(new Count(Job));
        _world.Script.On = _ => { };
        await engine.SendAndDrain(new Tell(Job));

        Assert.Equal("counted 0", _world.Script.Lines[^1]);
        Assert.Equal(1, _world.Database.OpenSagas);
    }

    [Fact]
    public async Task Should_tell_the_saga_that_sent_the_message()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new StartJob(Job));
        _world.Script.On = line => ThrowOn("drill", line);

        await engine.SendAndDrain(new Order(Job, Machine));

        Assert.Equal("failed: Drill broken", _world.Script.Lines[^1]);
        Assert.Single(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_tell_the_saga_in_another_engine()
    {
        await using var jobs = await _world.Engine("jobs");
        await using var machines = await _world.Engine("machines");
        await jobs.SendAndDrain(new StartJob(Job));
        _world.Script.On = line => ThrowOn("drill", line);

        await jobs.SendAndDrain(new Order(Job, Machine));
        await _world.DrainAll(machines, jobs);

        Assert.Equal("failed: Drill broken", _world.Script.Lines[^1]);
        Assert.Single(_world.Database.FailedMessages);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_fail_a_message_of_a_saga_that_does_not_exist_any_more()
    {
        await using var engine = await _world.Engine();
        _world.Script.On = line => ThrowOn("drill", line);
        var partition = engine.Worker!.Map.PartitionOf("machines", Machine);
        await new Messaging.InMemory.InMemoryStorage(_world.Database).Transport.Send(
            [
                new TransportMessage(
                    Keys.Of(99),
                    "Drill",
                    partition,
                    _world.Clock.Now,
                    JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
                    {
                        [Headers.OriginatingSagaId] = Keys.Of(98).ToString(),
                        [Headers.OriginatingSagaType] = "RetiredSaga",
                        [Headers.ReplyToAddress] = "jobs#0",
                    }),
                    JsonSerializer.SerializeToUtf8Bytes(new Drill(Machine, 1))),
            ],
            CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        await engine.Drain();

        Assert.Single(_world.Database.FailedMessages);
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_fail_a_message_whose_effects_cannot_be_written()
    {
        await using var engine = await _world.Engine();

        var bad = engine.Session.Send(new Weigh(Machine, double.NaN));
        var good = engine.Session.Send(new Polish(Keys.Of(10)));
        await engine.Drain();

        await good.WaitAsync(Stepping.Patience);
        await bad.WaitAsync(Stepping.Patience);
        Assert.Equal("Weigh", Assert.Single(_world.Database.FailedMessages).Message.Type);
        Assert.Single(_world.Stored<Worked>(Keys.Of(10)));
    }

    static void ThrowOn(string line, string noted)
    {
        if (noted == line)
            throw new InvalidTimeZoneException("broken");
    }

    sealed record StartJob(Guid JobId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => JobId;
    }

    sealed record Order(Guid JobId, Guid MachineId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => JobId;
    }

    sealed record Count(Guid JobId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => JobId;
    }

    sealed record Tell(Guid JobId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => JobId;
    }

    sealed record Drill(Guid MachineId, int Holes) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MachineId;
    }

    sealed record Polish(Guid MachineId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MachineId;
    }

    sealed record Oil(Guid MachineId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MachineId;
    }

    sealed record Weigh(Guid MachineId, [property: JsonIgnore] double Kilograms) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => MachineId;
    }

    sealed record Worked(Guid MachineId) : IEvent;

    sealed record Weighed(double Kilograms) : IEvent;

    sealed record MachineState(int Pieces) : IEventSourced<MachineState>
    {
        public static MachineState Initial { get; } = new(0);

        static JsonTypeInfo<MachineState> IEventSourced<MachineState>.SnapshotJson => TestJson.Of<MachineState>();

        static string IEventSourced<MachineState>.SnapshotSchema => "machine.1";

        static bool IEventSourced<MachineState>.Opens(IEvent first) => true;

        public MachineState Evolve(IEvent e, DateTimeOffset at) => new(Pieces + 1);
    }

    sealed class JobData : ContainSagaData
    {
        public Guid JobId { get; set; }

        public int Counted { get; set; }
    }

    sealed class JobSaga(Script script) :
        Saga<JobData>,
        IAmStartedByMessages<StartJob>,
        IHandleMessages<Order>,
        IHandleMessages<Count>,
        IHandleMessages<Tell>,
        IHandleMessages<DeliveryFailed>
    {
        public Task Handle(StartJob message, IMessageHandlerContext context) => Task.CompletedTask;

        public Task Handle(Order message, IMessageHandlerContext context) =>
            context.Send(new Drill(message.MachineId, 1));

        public Task Handle(Count message, IMessageHandlerContext context)
        {
            Data.Counted++;
            script.Note("count");
            return Task.CompletedTask;
        }

        public Task Handle(Tell message, IMessageHandlerContext context)
        {
            script.Note($"counted {Data.Counted}");
            return Task.CompletedTask;
        }

        public Task Handle(DeliveryFailed message, IMessageHandlerContext context)
        {
            script.Note($"failed: {message.MessageType} {message.Reason}");
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<JobData> mapper) => mapper
            .MapSaga(data => data.JobId)
            .ToMessage<StartJob>(message => message.JobId)
            .ToMessage<Order>(message => message.JobId)
            .ToMessage<Count>(message => message.JobId)
            .ToMessage<Tell>(message => message.JobId);
    }

    sealed class LogData : ContainSagaData
    {
        public Guid JobId { get; set; }
    }

    /// <summary>Handles the same message as the job, after it.</summary>
    sealed class LogSaga(Script script) : Saga<LogData>, IAmStartedByMessages<Count>
    {
        public Task Handle(Count message, IMessageHandlerContext context)
        {
            script.Note("log");
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<LogData> mapper) =>
            mapper.MapSaga(data => data.JobId).ToMessage<Count>(message => message.JobId);
    }

    sealed class MachineHandlers(Script script, IAggregates aggregates) :
        IHandleMessages<Drill>, IHandleMessages<Polish>, IHandleMessages<Oil>, IHandleMessages<Weigh>
    {
        public async Task Handle(Drill message, IMessageHandlerContext context)
        {
            await Work(message.MachineId, new Worked(message.MachineId), context);
            await context.Send(new Oil(message.MachineId));
            script.Note("drill");
        }

        public Task Handle(Polish message, IMessageHandlerContext context) =>
            Work(message.MachineId, new Worked(message.MachineId), context);

        public Task Handle(Oil message, IMessageHandlerContext context)
        {
            script.Note("oil");
            return Task.CompletedTask;
        }

        public Task Handle(Weigh message, IMessageHandlerContext context) =>
            Work(message.MachineId, new Weighed(message.Kilograms), context);

        async Task Work(Guid machineId, IEvent e, IMessageHandlerContext context)
        {
            var machine = await aggregates.Load<MachineState>(machineId, context.CancellationToken);
            aggregates.Append(machine, e);
        }
    }
}
