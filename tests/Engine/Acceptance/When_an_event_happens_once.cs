using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_an_event_happens_once
{
    static readonly Guid Purse = Keys.Of(1);
    static readonly Guid OtherPurse = Keys.Of(2);

    readonly World _world;
    readonly List<UnitChanges> _units = [];

    public When_an_event_happens_once() =>
        _world = new World(this, new EndpointDefinition("purses").AddHandler<PurseHandler>())
        {
            Database = new InMemoryDatabase { Committed = _units.Add },
        };

    [Fact]
    public async Task Should_fail_the_one_message_that_repeats_it_within_a_unit()
    {
        await using var engine = await _world.Engine();

        await SendTogether(engine, Bill(1), Bill(2), Bill(1), Bill(3));

        Assert.Equal([1, 2, 3], BillsOf(Purse));
        Assert.Contains("two events under the once key", OnlyFailure(), StringComparison.Ordinal);
        Assert.Single(_units);
    }

    [Fact]
    public async Task Should_fail_the_one_message_that_repeats_what_is_stored()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(Bill(1));

        await SendTogether(engine, Bill(2), Bill(1), Bill(3));

        Assert.Equal([1, 2, 3], BillsOf(Purse).Order());
        Assert.Contains("under the once key", OnlyFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_found_in_the_unit_and_for_ever_after()
    {
        var engine = await _world.Engine();
        var unlessPaid = Bill(1) with { UnlessPaid = true };
        await SendTogether(engine, unlessPaid, unlessPaid);
        await engine.SendAndDrain(unlessPaid);
        await _world.Crash(engine);

        await using var other = await _world.Engine();
        await other.SendAndDrain(unlessPaid);
        await other.SendAndDrain(unlessPaid with { PurseId = OtherPurse });

        Assert.Equal(["paid 1", "found 1", "found 1", "found 1", "paid 1"], _world.Script.Lines);
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_be_found_as_what_it_is_only()
    {
        await using var engine = await _world.Engine();
        await engine.SendAndDrain(Bill(1));

        await engine.SendAndDrain(new Expect(Purse, 1));

        Assert.Contains("has a Paid under the once key", OnlyFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_forgotten_with_the_attempt_that_failed()
    {
        await using var engine = await _world.Engine();
        var attempts = 0;
        _world.Script.On = line =>
            ArgumentOutOfRangeException.ThrowIfLessThan(line == "paid 2" ? ++attempts : int.MaxValue, 3);

        await SendTogether(engine, Bill(1), Bill(2), Bill(2));

        Assert.Equal([1, 2], BillsOf(Purse));
        Assert.Contains("two events under the once key", OnlyFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_forgotten_with_the_unit_that_was_not_committed()
    {
        await using var engine = await _world.Engine();
        var commits = 0;
        _world.Database.OnCommit = _ => ++commits == 1 ? CommitFault.RollBack : CommitFault.None;

        await SendTogether(engine, Bill(1), Bill(2));

        Assert.Equal([1, 2], BillsOf(Purse));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_leave_nothing_of_an_append_that_is_refused()
    {
        await using var engine = await _world.Engine();

        await SendTogether(engine, Bill(1), new PayAll(Purse, [2, 3, 1]), new PayAll(Purse, [4, 4]), Bill(2), Bill(4));

        Assert.Equal([1, 2, 4], BillsOf(Purse));
        Assert.Equal(["paid 1", "refused", "refused", "paid 2", "paid 4"], _world.Script.Lines);
        Assert.Empty(_world.Database.FailedMessages);
        Assert.Single(_units);
    }

    static Pay Bill(int bill) => new(Purse, bill);

    static async Task SendTogether(MessagingEngine engine, params ICommand[] commands)
    {
        var accepted = commands.Select(command => engine.Session.Send(command)).ToList();
        await engine.Drain();
        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
    }

    IEnumerable<int> BillsOf(Guid purse) => _world.Stored<Paid>(purse).Select(paid => paid.Bill);

    string OnlyFailure() => Assert.Single(_world.Database.FailedMessages).ExceptionMessage;

    sealed record Pay(Guid PurseId, int Bill, bool UnlessPaid = false) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => PurseId;
    }

    sealed record PayAll(Guid PurseId, int[] Bills) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => PurseId;
    }

    sealed record Expect(Guid PurseId, int Bill) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => PurseId;
    }

    sealed record Paid(int Bill) : IHappenOnce
    {
        Guid IHappenOnce.OnceKey => Keys.Of(Bill);
    }

    sealed record PaidBack(int Bill) : IHappenOnce
    {
        Guid IHappenOnce.OnceKey => Keys.Of(-Bill);
    }

    sealed record PurseState(int Count) : IEventSourced<PurseState>
    {
        public static PurseState Initial { get; } = new(0);

        static JsonTypeInfo<PurseState> IEventSourced<PurseState>.SnapshotJson => TestJson.Of<PurseState>();

        static string IEventSourced<PurseState>.SnapshotSchema => "purse.1";

        static bool IEventSourced<PurseState>.Opens(IEvent first) => first is Paid;

        public PurseState Evolve(IEvent e, DateTimeOffset at) => new(Count + 1);
    }

    sealed class PurseHandler(Script script, IAggregates aggregates) :
        IHandleMessages<Pay>, IHandleMessages<PayAll>, IHandleMessages<Expect>
    {
        public async Task Handle(Pay message, IMessageHandlerContext context)
        {
            var purse = await aggregates.Load<PurseState>(message.PurseId, context.CancellationToken);
            var found = message.UnlessPaid
                ? await aggregates.FindOnce<Paid>(message.PurseId, Keys.Of(message.Bill), context.CancellationToken)
                : null;
            if (found is null)
                aggregates.Append(purse, new Paid(message.Bill));
            script.Note(found is null ? $"paid {message.Bill}" : $"found {found.Bill}");
        }

        public async Task Handle(PayAll message, IMessageHandlerContext context)
        {
            var purse = await aggregates.Load<PurseState>(message.PurseId, context.CancellationToken);
            try
            {
                aggregates.Append(purse, [.. message.Bills.Select(bill => new Paid(bill))]);
            }
            catch (InvalidOperationException)
            {
                script.Note("refused");
            }
        }

        public Task Handle(Expect message, IMessageHandlerContext context) => aggregates
            .FindOnce<PaidBack>(message.PurseId, Keys.Of(message.Bill), context.CancellationToken)
            .AsTask();
    }
}
