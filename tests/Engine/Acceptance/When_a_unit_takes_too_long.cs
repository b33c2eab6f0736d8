using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_a_unit_takes_too_long
{
    static readonly Guid Post = Keys.Of(1);

    readonly World _world;
    int _commits;

    public When_a_unit_takes_too_long() => _world = new World(
        this, new EndpointDefinition("posts").AddHandler<PostHandler>());

    [Fact]
    public async Task Should_find_the_one_message_that_does_so_always()
    {
        await using var engine = await _world.Engine();
        _world.Database.OnCommit = changes => Has(changes, 13) ? CommitFault.TimeOut : CommitFault.None;

        var accepted = Enumerable.Range(1, 20).Select(n => engine.Session.Send(new Write(Post, n))).ToList();
        await engine.Drain();

        await Task.WhenAll(accepted).WaitAsync(Stepping.Patience);
        Assert.Equal(Enumerable.Range(1, 20).Where(n => n != 13), Numbers());
        var failed = Assert.Single(_world.Database.FailedMessages);
        Assert.Contains("timed out", failed.ExceptionMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_try_thrice_before_it_looks_for_one()
    {
        await using var engine = await _world.Engine();
        _world.Database.OnCommit = _ => ++_commits <= 2 ? CommitFault.TimeOut : CommitFault.None;

        await engine.SendAndDrain(new Write(Post, 1));

        Assert.Equal((3, 1), (_commits, Numbers().Single()));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_count_only_those_in_a_row()
    {
        await using var engine = await _world.Engine();
        _world.Database.OnCommit = _ => ++_commits switch
        {
            3 or 6 => CommitFault.RollBack,
            < 9 => CommitFault.TimeOut,
            _ => CommitFault.None,
        };

        await engine.SendAndDrain(new Write(Post, 1));

        Assert.Equal((9, 1), (_commits, Numbers().Single()));
        Assert.Empty(_world.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_never_give_up_for_any_other_passing_fault()
    {
        await using var engine = await _world.Engine();
        _world.Database.OnCommit = _ => ++_commits <= 50 ? CommitFault.RollBack : CommitFault.None;

        await engine.SendAndDrain(new Write(Post, 1));

        Assert.Equal([1], Numbers());
    }

    static bool Has(UnitChanges changes, int number) =>
        changes.Events.Any(e => e.Event is Written written && written.Number == number);

    IEnumerable<int> Numbers() => _world.Stored<Written>(Post).Select(written => written.Number);

    sealed record Write(Guid PostId, int Number) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => PostId;
    }

    sealed record Written(int Number) : IEvent;

    sealed record Pile(int Count) : IEventSourced<Pile>
    {
        public static Pile Initial { get; } = new(0);

        static JsonTypeInfo<Pile> IEventSourced<Pile>.SnapshotJson => TestJson.Of<Pile>();

        static string IEventSourced<Pile>.SnapshotSchema => "pile.1";

        static bool IEventSourced<Pile>.Opens(IEvent first) => first is Written;

        public Pile Evolve(IEvent e, DateTimeOffset at) => new(Count + 1);
    }

    sealed class PostHandler(IAggregates aggregates) : IHandleMessages<Write>
    {
        public async Task Handle(Write message, IMessageHandlerContext context)
        {
            var pile = await aggregates.Load<Pile>(message.PostId, context.CancellationToken);
            aggregates.Append(pile, new Written(message.Number));
        }
    }
}
