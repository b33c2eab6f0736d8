using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_commit_does_not_succeed
{
    static readonly Guid Account = Keys.Of(1);

    readonly World _world;
    int _commits;

    public When_a_commit_does_not_succeed() => _world = new World(
        this, new EndpointDefinition("bank").AddHandler<BankHandler>().AddSaga<BankSaga>());

    [Theory]
    [InlineData(CommitFault.RollBack, 1)]
    [InlineData(CommitFault.RollBack, 7)]
    [InlineData(CommitFault.LoseAnswerBeforeCommit, 1)]
    [InlineData(CommitFault.LoseAnswerBeforeCommit, 3)]
    public async Task Should_compute_the_unit_anew(CommitFault fault, int times)
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Add(Account, 1));
        Meet(fault, times);

        await engine.SendAndDrain(new Add(Account, 2));
        await engine.SendAndDrain(new Add(Account, 4));

        Assert.Equal([1, 2, 4], Amounts());
        await AssertCacheEqualsReplay(engine);
    }

    [Fact]
    public async Task Should_not_compute_anew_what_turns_out_to_be_committed()
    {
        await using var engine = await _world.Engine();
        Meet(CommitFault.LoseAnswerAfterCommit, 1);

        await engine.SendAndDrain(new Add(Account, 2), Stepping.As(Keys.Of(50)));
        await engine.SendAndDrain(new Add(Account, 4));

        Assert.Equal([2, 4], Amounts());
        Assert.Equal(["add 2", "add 4"], _world.Script.Lines);
        Assert.Equal(new Sum(2), Assert.Single(_world.Answers).Reply);
        await AssertCacheEqualsReplay(engine);
    }

    [Fact]
    public async Task Should_ask_until_it_knows_when_the_database_is_away()
    {
        await using var engine = await _world.Engine();
        Meet(CommitFault.LoseAnswerAfterCommit, 1);
        _world.Database.Committed = _ => _world.Database.IsReachable = false;
        var waits = 0;
        _world.OnDelay = () => _world.Database.IsReachable = ++waits == 5;

        await engine.SendAndDrain(new Add(Account, 2));

        Assert.Equal(5, waits);
        Assert.Equal([2], Amounts());
        Assert.Equal(["add 2"], _world.Script.Lines);
    }

    [Fact]
    public async Task Should_know_its_own_commit_after_another_has_claimed_the_partition()
    {
        await using var engine = await _world.Engine();
        Meet(CommitFault.LoseAnswerAfterCommit, 1);
        _world.Database.Committed = changes => _world.Database.Usurp(changes.Leases[0].Partition);

        await engine.SendAndDrain(new Add(Account, 2));
        _world.Database.Committed = _ => { };
        await engine.SendAndDrain(new Add(Account, 4));

        Assert.Equal([2, 4], Amounts());
    }

    [Fact]
    public async Task Should_write_nothing_when_fenced_and_handle_the_messages_once_it_owns_again()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Add(Account, 1));
        _world.Database.OnCommit = changes =>
        {
            if (++_commits == 1)
                _world.Database.Usurp(changes.Leases[0].Partition);
            return CommitFault.None;
        };

        var accepted = engine.Session.Send(new Add(Account, 2));
        await engine.Worker!.Step(isStopping: false, CancellationToken.None);
        Assert.Equal([1], Amounts());
        Assert.False(accepted.IsCompleted);
        Assert.Empty(engine.OwnedPartitions);

        await engine.Drain();
        await accepted.WaitAsync(Stepping.Patience);
        Assert.Equal([1, 2], Amounts());
        await AssertCacheEqualsReplay(engine);
    }

    [Fact]
    public async Task Should_know_nothing_any_more_of_what_another_may_have_changed()
    {
        await using var old = await _world.Engine();
        await old.SendAndDrain(new Add(Account, 1));
        _world.Database.Disconnect(old.Worker!.Id);
        await using var other = await _world.Engine();
        await other.SendAndDrain(new Add(Account, 10));

        // Handed over in memory to a worker that does not know yet.
        var late = old.Session.Send(new Add(Account, 100));
        var seen = old.Session.Send(new Expect(Account, 11));
        await _world.DrainAll(old, other);

        await late.WaitAsync(Stepping.Patience);
        await seen.WaitAsync(Stepping.Patience);
        Assert.Equal([1, 10, 100], Amounts());
        Assert.Equal(0, _world.Database.QueuedMessages);
    }

    [Fact]
    public async Task Should_not_settle_without_effect_what_it_decided_on_old_state()
    {
        await using var old = await _world.Engine();
        await old.SendAndDrain(new Add(Account, 1));
        _world.Database.Disconnect(old.Worker!.Id);
        await using var other = await _world.Engine();
        await other.SendAndDrain(new Add(Account, 10));

        // On the old state this does nothing; on the true one it does.
        var late = old.Session.Send(new ResetAbove(Account, 5));
        await _world.DrainAll(old, other);

        await late.WaitAsync(Stepping.Patience);
        Assert.Equal([1, 10, -11], Amounts());
    }

    [Fact]
    public async Task Should_not_handle_again_what_was_committed_before_it_was_fenced()
    {
        await using var engine = await _world.Engine();
        var isUsurped = false;
        _world.Database.OnCommit = changes =>
        {
            if (changes.Events.Count > 2)
                return CommitFault.Reject;
            if (!isUsurped && changes.Events.Any(e => e.Event is Added { Amount: 8 }))
            {
                isUsurped = true;
                _world.Database.Usurp(changes.Leases[0].Partition);
            }

            return CommitFault.None;
        };

        var accepted = new[] { 1, 2, 4, 8 }.Select(amount => engine.Session.Send(new Add(Account, amount))).ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.True(isUsurped);
        Assert.Equal([1, 2, 4, 8], Amounts());
    }

    [Fact]
    public async Task Should_read_again_what_someone_else_has_changed()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Add(Account, 1));
        var stored = _world.Database.Streams[Account][0];
        _world.Database.Streams[Account].Add(stored with
        {
            StreamVersion = 2,
            Data = JsonSerializer.SerializeToUtf8Bytes(new Added(10)),
        });

        await engine.SendAndDrain(new Add(Account, 2), Stepping.As(Keys.Of(50)));

        Assert.Equal([1, 10, 2], Amounts());
        Assert.Equal(new Sum(13), Assert.Single(_world.Answers).Reply);
        await AssertCacheEqualsReplay(engine);
    }

    [Fact]
    public async Task Should_find_the_one_message_whose_effects_are_refused()
    {
        await using var engine = await _world.Engine();
        _world.Database.OnCommit = changes =>
            changes.Events.Any(e => e.Event is Added { Amount: 13 }) ? CommitFault.Reject : CommitFault.None;

        var accepted = Enumerable.Range(1, 20).Select(n => engine.Session.Send(new Add(Account, n))).ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal(Enumerable.Range(1, 20).Where(n => n != 13), Amounts());
        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Equal(new Add(Account, 13), JsonSerializer.Deserialize<Add>(failed.Message.Body.Span));
        Assert.Contains("rejected", failed.ExceptionMessage, StringComparison.Ordinal);
        await AssertCacheEqualsReplay(engine);
    }

    [Fact]
    public async Task Should_fail_nothing_twice_when_the_unit_is_computed_anew()
    {
        await using var engine = await _world.Engine();
        Meet(CommitFault.RollBack, 2);

        await engine.SendAndDrain(new Add(Account, 0));

        Assert.Single(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_keep_a_saga_and_its_cache_in_step()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(new Tick(Account));
        Meet(CommitFault.RollBack, 1);
        await engine.SendAndDrain(new Tick(Account));
        Meet(CommitFault.LoseAnswerAfterCommit, 1);
        await engine.SendAndDrain(new Tick(Account));
        Meet(CommitFault.None, 0);
        await engine.SendAndDrain(new Tick(Account));

        Assert.Equal("tick 4", _world.Script.Lines[^1]);
        Assert.Equal(4, Assert.Single(_world.Database.Sagas.Values).Version);
    }

    void Meet(CommitFault fault, int times)
    {
        _commits = 0;
        _world.Database.OnCommit = _ => ++_commits <= times ? fault : CommitFault.None;
    }

    IEnumerable<int> Amounts() => _world.Stored<Added>(Account).Select(added => added.Amount);

    /// <summary>The engine answers from its cache, so its answer tells what the cache holds.</summary>
    async Task AssertCacheEqualsReplay(MessagingEngine engine)
    {
        await engine.SendAndDrain(new Expect(Account, Amounts().Sum()));
        Assert.Equal($"expected {Amounts().Sum()}", _world.Script.Lines[^1]);
    }

    sealed record Add(Guid AccountId, int Amount) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record Expect(Guid AccountId, int Sum) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record ResetAbove(Guid AccountId, int Limit) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record Tick(Guid AccountId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    sealed record Sum(int Amount) : IMessage;

    sealed record Added(int Amount) : IEvent;

    sealed record Balance(int Amount) : IEventSourced<Balance>
    {
        public static Balance Initial { get; } = new(0);

        static JsonTypeInfo<Balance> IEventSourced<Balance>.SnapshotJson => TestJson.Of<Balance>();

        static string IEventSourced<Balance>.SnapshotSchema => "balance.1";

        static bool IEventSourced<Balance>.Opens(IEvent first) => first is Added;

        public Balance Evolve(IEvent e, DateTimeOffset at) => new(Amount + ((Added)e).Amount);
    }

    sealed class TickData : ContainSagaData
    {
        public Guid AccountId { get; set; }

        public int Ticks { get; set; }
    }

    sealed class BankSaga(Script script) : Saga<TickData>, IAmStartedByMessages<Tick>
    {
        public Task Handle(Tick message, IMessageHandlerContext context)
        {
            script.Note($"tick {++Data.Ticks}");
            return Task.CompletedTask;
        }

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<TickData> mapper) =>
            mapper.MapSaga(data => data.AccountId).ToMessage<Tick>(message => message.AccountId);
    }

    sealed class BankHandler(Script script, IAggregates aggregates) :
        IHandleMessages<Add>, IHandleMessages<Expect>, IHandleMessages<ResetAbove>
    {
        public async Task Handle(Add message, IMessageHandlerContext context)
        {
            script.Note($"add {message.Amount}");
            ArgumentOutOfRangeException.ThrowIfZero(message.Amount);
            var balance = await aggregates.Load<Balance>(message.AccountId, context.CancellationToken);
            balance = aggregates.Append(balance, new Added(message.Amount));
            if (context.MessageHeaders.ContainsKey(WireHeaders.RequestId))
                await context.Reply(new Sum(balance.State.Amount));
        }

        public async Task Handle(Expect message, IMessageHandlerContext context)
        {
            var balance = await aggregates.Load<Balance>(message.AccountId, context.CancellationToken);
            script.Note($"expected {balance.State.Amount}");
        }

        public async Task Handle(ResetAbove message, IMessageHandlerContext context)
        {
            var balance = await aggregates.Load<Balance>(message.AccountId, context.CancellationToken);
            if (balance.State.Amount > message.Limit)
                aggregates.Append(balance, new Added(-balance.State.Amount));
        }
    }
}
