using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Domain.Tests.Sagas.Faults;

/// <summary>
/// Every message goes through the transport, where one is kept back until long after its saga has called its step off.
/// Then it comes after all: the money has moved once or not at all.
/// </summary>
public sealed class When_a_participant_does_not_answer
{
    public static TheoryData<string, string> EveryStep => Scene.EveryStep;

    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task Should_move_nothing_when_the_order_comes_after_it_was_called_off(string name, string late)
    {
        var (scene, step) = Scene.Of(name, late);
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        var before = await Books.AssertInOrder(run);
        run.Storage.Post.KeepBack(message => IsOrder(step, message));

        await scene.Play(run);
        await PassLong(run);

        await AssertUndone();
        Assert.Equal(1, KeptBack(run));
        await run.DeliverAll();
        await PassVeryLong(run);
        await AssertUndone();

        async Task AssertUndone()
        {
            var after = await Books.AssertInOrder(run);
            Assert.Equal("Failed processing_failed", after.StateOf("it"));
            Assert.Equal(before.Balances, after.Balances);
        }
    }

    /// <summary>
    /// It was carried out, so it is not called off: the movement goes on, and the late answer is of no use.
    /// </summary>
    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task Should_move_it_once_when_only_the_answer_is_late(string name, string late)
    {
        var (scene, step) = Scene.Of(name, late);
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        run.Storage.Post.KeepBack(message => IsAnswer(step, message));
        await scene.Play(run);
        await PassLong(run);
        await PlayWhatCouldNotBeSaidBefore(run, scene, step);
        Assert.Equal(1, KeptBack(run));
        // A reservation that is released is no reservation, whether it was made or not.
        var expected = step.Name == "ReserveRefund" ? "Failed processing_failed" : "Completed";
        Assert.Equal(expected, (await Books.AssertInOrder(run)).StateOf("it"));

        await run.DeliverAll();
        await PassVeryLong(run);

        Assert.Equal(expected, (await Books.AssertInOrder(run)).StateOf("it"));
    }

    /// <summary>As when the accounts' process is down: order and calling off wait in one queue.</summary>
    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task Should_move_it_once_when_the_order_comes_right_before_its_calling_off(string name, string late)
    {
        var (scene, step) = Scene.Of(name, late);
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        run.Storage.Post.KeepBack(message => IsOrder(step, message) || IsCallingOff(message));
        await scene.Play(run);
        await PassLong(run);
        Assert.Equal(2, KeptBack(run));

        await run.DeliverAll();
        await PlayWhatCouldNotBeSaidBefore(run, scene, step);
        await PassVeryLong(run);

        Assert.Equal(
            step.Name == "ReserveRefund" ? "Failed processing_failed" : "Completed",
            (await Books.AssertInOrder(run)).StateOf("it"));
    }

    /// <summary>Each step in turn is called off, turns out to have happened, and the next one begins.</summary>
    [Theory]
    [InlineData("topup")]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    [InlineData("partial capture")]
    [InlineData("refund")]
    public async Task Should_come_to_the_end_when_every_answer_is_late(string name)
    {
        var scene = Scene.All.Single(scene => scene.Name == name);
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        run.Storage.Post.KeepBack(message =>
            BillingRun.TryRead(message) is MovementAccepted { Part: not MovementPart.Refund });
        await scene.Play(run);
        await PassLong(run);
        await PlayWhatCouldNotBeSaidBefore(run, scene, scene.Steps[0]);
        await PassLong(run);

        Assert.Equal("Completed", (await Books.AssertInOrder(run)).StateOf("it"));
        await run.DeliverAll();
        await PassVeryLong(run);
        Assert.Equal("Completed", (await Books.AssertInOrder(run)).StateOf("it"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_complete_a_refund_when_its_confirmation_comes_late(bool orderIsLate)
    {
        var (scene, step) = Scene.Of("refund", "ConfirmRefund");
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        var isReserved = false;
        run.Storage.Post.KeepBack(message => orderIsLate
            ? IsOrder(step, message)
            : isReserved && IsAnswer(step, message));
        run.Database.OnCommit = changes =>
        {
            isReserved |= changes.Events.Any(e => e.Event is TransactionRefunded);
            return default;
        };
        await scene.Play(run);
        await PassLong(run);
        Assert.Equal(TransactionStatus.Processing, (await Books.Of(run)).Named("it").Status);

        await run.DeliverAll();

        Assert.Equal("Completed", (await Books.AssertInOrder(run)).StateOf("it"));
    }

    /// <summary>A payment whose hold was late could not be captured at first.</summary>
    static async Task PlayWhatCouldNotBeSaidBefore(BillingRun run, Scene scene, SceneStep step)
    {
        if (scene.Then is null || step.Name != "HoldFunds")
            return;
        Assert.Equal("Authorized", (await Books.AssertInOrder(run)).StateOf("it"));
        await run.Send(scene.Then);
    }

    /// <summary>Timeouts lead to other timeouts, so time passes in small steps.</summary>
    static async Task PassLong(BillingRun run)
    {
        for (var passed = 0; passed < 10; passed++)
            await run.Pass(TimeSpan.FromSeconds(30));
    }

    /// <summary>Until the time of all holds is over too.</summary>
    static async Task PassVeryLong(BillingRun run)
    {
        await PassLong(run);
        await run.Pass(Ledger.Week);
        Assert.Equal(0, run.Database.QueuedMessages);
    }

    static int KeptBack(BillingRun run) =>
        run.Database.Queue.Values.Count(message => !run.Storage.Post.Delivers(message));

    static bool IsOrder(SceneStep step, TransportMessage message) => BillingRun.TryRead(message) is IPartitioned order
        && order.GetType() == step.Order && order.PartitionKey == step.Key;

    static bool IsAnswer(SceneStep step, TransportMessage message) =>
        BillingRun.TryRead(message) is MovementAccepted accepted
        && accepted.Part == step.Part && accepted.TransactionId == Ledger.IdOf("it");

    static bool IsCallingOff(TransportMessage message) =>
        BillingRun.TryRead(message) is CancelMovement or ReleaseRefund;
}
