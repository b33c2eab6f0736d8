using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>One unit is on its way to disk, and arrives when the test says so; the next is computed meanwhile.</summary>
public sealed class When_units_overlap
{
    static readonly Guid Account = Keys.Of(1);

    readonly World _world;
    readonly Queue<Action> _onTheWay = [];

    public When_units_overlap()
    {
        _world = new World(this, new EndpointDefinition("bank").AddHandler<BankHandler>())
        {
            Options = new EngineOptions { DelayedRetries = 0, BatchSize = 1 },
        };
        _world.Database.OnCommitAside = commit =>
        {
            var answer = new TaskCompletionSource<CommitOutcome>();
            // On a thread of the pool the outcome is known everywhere when this returns.
            _onTheWay.Enqueue(() => Task.Run(async () => answer.SetResult(await commit())).Wait());
            return answer.Task;
        };
    }

    [Fact]
    public async Task Should_compute_the_next_on_what_the_first_one_left()
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);

        Assert.Equal(["add 1 to 0", "add 2 to 1"], _world.Script.Lines);
        Assert.Empty(Amounts());
        Assert.False(accepted[0].IsCompleted);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
        Assert.Equal(["add 1 to 0", "add 2 to 1"], _world.Script.Lines);
    }

    [Theory]
    [InlineData(CommitFault.RollBack)]
    [InlineData(CommitFault.LoseAnswerBeforeCommit)]
    [InlineData(CommitFault.TimeOut)]
    [InlineData(CommitFault.Reject)]
    public async Task Should_compute_both_anew_when_the_first_does_not_arrive(CommitFault fault)
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits == 1 ? fault : CommitFault.None;

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        // Alone, and refused, the first one is given up.
        Assert.Equal(fault == CommitFault.Reject ? [2] : [1, 2], Amounts());
        Assert.Equal(fault == CommitFault.Reject ? 1 : 0, _world.Database.FailedMessages.Count);
    }

    [Fact]
    public async Task Should_look_up_whether_the_first_has_arrived()
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits == 1 ? CommitFault.LoseAnswerAfterCommit : CommitFault.None;

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
        Assert.Equal(["add 1 to 0", "add 2 to 1"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_write_neither_when_another_has_claimed_the_partition()
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);
        _world.Database.Usurp(engine.Worker!.Map.PartitionOf("bank", Account));

        _onTheWay.Dequeue()();
        await engine.Worker.Step(isStopping: false, CancellationToken.None);

        Assert.Empty(Amounts());
        Assert.Empty(engine.OwnedPartitions);
        Assert.DoesNotContain(accepted, one => one.IsCompleted);

        await Arrive(engine);
        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
    }

    [Fact]
    public async Task Should_take_a_repeat_for_what_it_is_while_the_first_is_on_its_way()
    {
        await using var engine = await _world.Engine();
        var request = Stepping.As(Account);
        List<Task> accepted =
        [
            engine.Session.Send(new Open(Account), request), engine.Session.Send(new Open(Account), Stepping.As(Account)),
        ];
        await Compute(engine);

        await Arrive(engine);

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([0], Amounts());
        Assert.Equal(["open", "open already"], _world.Script.Lines);
        Assert.Equal(2, _world.Answers.Count);
    }

    [Fact]
    public async Task Should_find_a_repeat_that_was_taken_for_new()
    {
        var crashed = await _world.Engine();
        await crashed.SendAndDrain(new Open(Account), Stepping.As(Account));
        await _world.Crash(crashed);
        await using var engine = await _world.Engine();

        await engine.SendAndDrain(new Open(Account), Stepping.As(Account));

        Assert.Equal([0], Amounts());
        Assert.Equal(["open", "open", "open already"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_wait_for_what_does_more_than_events()
    {
        await using var engine = await _world.Engine();
        List<Task> accepted = [engine.Session.Send(new Add(Account, 0)), engine.Session.Send(new Add(Account, 2))];

        await engine.Worker!.Step(isStopping: false, CancellationToken.None);

        Assert.Single(_world.Database.FailedMessages);
        Assert.True(accepted[0].IsCompleted);
        await Arrive(engine);
        await accepted[1].WaitAsync(Stepping.Patience);
    }

    [Fact]
    public async Task Should_see_both_through_when_it_stops()
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);

        var stopping = engine.Worker!.Step(isStopping: true, CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        while (_onTheWay.TryDequeue(out var arrive))
        {
            arrive();
            await stopping;
            stopping = engine.Worker.Step(isStopping: true, CancellationToken.None);
        }

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
    }

    [Fact]
    public async Task Should_tell_both_senders_that_it_was_cut_off()
    {
        await using var engine = await _world.Engine();
        var accepted = await SendTwo(engine);
        using var abort = new CancellationTokenSource();

        var stopping = engine.Worker!.Step(isStopping: true, abort.Token);
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
        foreach (var one in accepted)
            await Assert.ThrowsAsync<EngineStoppedException>(() => one.WaitAsync(Stepping.Patience));
    }

    /// <summary>The first is on its way, and the second is computed.</summary>
    async Task<List<Task>> SendTwo(MessagingEngine engine)
    {
        List<Task> accepted = [engine.Session.Send(new Add(Account, 1)), engine.Session.Send(new Add(Account, 2))];
        await Compute(engine);
        return accepted;
    }

    async Task Compute(MessagingEngine engine)
    {
        await engine.Drain();
        Assert.Single(_onTheWay);
    }

    async Task Arrive(MessagingEngine engine)
    {
        await engine.Drain();
        while (_onTheWay.TryDequeue(out var arrive))
        {
            arrive();
            await engine.Drain();
        }
    }

    IEnumerable<int> Amounts() => _world.Stored<Added>(Account).Select(added => added.Amount);

    sealed record Open(Guid AccountId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record Add(Guid AccountId, int Amount) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record Added(int Amount) : IEvent;

    sealed record Balance(int Amount) : IEventSourced<Balance>
    {
        public static Balance Initial { get; } = new(0);

        static JsonTypeInfo<Balance> IEventSourced<Balance>.SnapshotJson => TestJson.Of<Balance>();

        static string IEventSourced<Balance>.SnapshotSchema => "balance.1";

        static bool IEventSourced<Balance>.Opens(IEvent first) => first is Added;

        public Balance Evolve(IEvent e, DateTimeOffset at) => new(Amount + ((Added)e).Amount);
    }

    sealed class BankHandler(Script script, IAggregates aggregates) : IHandleMessages<Open>, IHandleMessages<Add>
    {
        public async Task Handle(Open message, IMessageHandlerContext context)
        {
            var balance = await aggregates.Load<Balance>(message.AccountId, context.CancellationToken);
            script.Note(balance.Exists ? "open already" : "open");
            if (!balance.Exists)
                aggregates.Append(balance, new Added(0));
        }

        public async Task Handle(Add message, IMessageHandlerContext context)
        {
            ArgumentOutOfRangeException.ThrowIfZero(message.Amount);
            var balance = await aggregates.Load<Balance>(message.AccountId, context.CancellationToken);
            script.Note($"add {message.Amount} to {balance.State.Amount}");
            aggregates.Append(balance, new Added(message.Amount));
        }
    }
}
