using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>One unit is on its way to disk, and arrives when the test says so; the next is computed meanwhile.</summary>
public abstract class OverlapTest
{
    protected static readonly Guid Account = Keys.Of(1);

    readonly Queue<Action> _onTheWay = [];

    protected OverlapTest() => World = WorldOf(batchSize: 1);

    private protected World World { get; }

    private protected Queue<Action> OnTheWay => _onTheWay;

    private protected World WorldOf(int batchSize)
    {
        var world = new World(this, new EndpointDefinition("bank").AddHandler<BankHandler>())
        {
            Options = new EngineOptions { DelayedRetries = 0, BatchSize = batchSize },
        };
        world.Database.OnCommitAside = commit =>
        {
            var answer = new TaskCompletionSource<CommitOutcome>();
            // On a thread of the pool the outcome is known everywhere when this returns.
            _onTheWay.Enqueue(() => Task.Run(async () => answer.SetResult(await commit())).Wait());
            return answer.Task;
        };
        return world;
    }

    /// <summary>The first is on its way, and the second is computed.</summary>
    private protected async Task<List<Task>> SendTwo(MessagingEngine engine)
    {
        List<Task> accepted = [engine.Session.Send(new Add(Account, 1)), engine.Session.Send(new Add(Account, 2))];
        await Compute(engine);
        return accepted;
    }

    private protected async Task Compute(MessagingEngine engine)
    {
        await engine.Drain();
        Assert.Single(_onTheWay);
    }

    private protected async Task Arrive(MessagingEngine engine)
    {
        await engine.Drain();
        while (_onTheWay.TryDequeue(out var arrive))
        {
            arrive();
            await engine.Drain();
        }
    }

    private protected IEnumerable<int> Amounts() => World.Stored<Added>(Account).Select(added => added.Amount);

    protected sealed record Open(Guid AccountId) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    protected sealed record Add(Guid AccountId, int Amount) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => AccountId;
    }

    protected sealed record Added(int Amount) : IEvent;

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
