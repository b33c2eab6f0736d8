using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Domain.Tests.Sagas.Faults;

/// <summary>
/// A handler throws each time it is tried. What was done is undone; and when an operator tries again, nothing moves.
/// </summary>
public sealed class When_an_order_fails_for_good
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static TheoryData<string, string> EveryStep => Scene.EveryStep;

    /// <summary>Each step whose failure leaves something to be undone, with each of the orders that undo it.</summary>
    public static TheoryData<string, string, string> EveryUndo
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var scene in Scene.All)
            {
                var refusable = scene.Steps.Where(step => step.Name != "ConfirmRefund").ToList();
                foreach (var undone in refusable[..^1])
                    data.Add(scene.Name, refusable[^1].Name, undone.Name);
            }

            return data;
        }
    }

    [Fact]
    public void Should_be_tried_for_each_step_of_each_course() => Assert.All(Scene.All, scene => Assert.Equal(
        scene.Course.Steps.Where(step => step.Part is not null).Select(step => step.Name),
        scene.Steps.Select(step => step.Name)));

    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task Should_undo_what_was_done(string name, string failing)
    {
        var (scene, step) = Scene.Of(name, failing);
        await using var run = await scene.Set(new RunOptions());
        var before = await Books.AssertInOrder(run);
        run.Sabotage.Fail(step.Order, step.Key);

        await scene.Play(run);

        var after = await Books.AssertInOrder(run);
        Assert.Equal("Failed processing_failed", after.StateOf("it"));
        AssertSameBalances(before, after);
        Assert.Single(run.Database.FailedMessages);
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task Should_move_nothing_when_an_operator_tries_again(string name, string failing)
    {
        var (scene, step) = Scene.Of(name, failing);
        await using var run = await scene.Set(new RunOptions());
        var before = await Books.AssertInOrder(run);
        run.Sabotage.Fail(step.Order, step.Key);
        await scene.Play(run);
        run.Sabotage.LetThrough();

        await RetryAll(run);

        AssertSameBalances(before, await Books.AssertInOrder(run));
        Assert.Single(run.Database.FailedMessages);
    }

    [Theory]
    [MemberData(nameof(EveryUndo))]
    public async Task Should_go_on_undoing_when_what_undoes_it_had_failed_too(
        string name, string failing, string undone)
    {
        var (scene, step) = Scene.Of(name, failing);
        var undo = Scene.Of(name, undone).Step;
        await using var run = await scene.Set(new RunOptions());
        var before = await Books.AssertInOrder(run);
        run.Sabotage.Fail(step.Order, step.Key);
        run.Sabotage.Fail(undo.Undo!, undo.Key);
        await scene.Play(run);
        await run.Pass(Long);
        Assert.Equal(TransactionStatus.Processing, (await Books.Of(run)).Named("it").Status);
        run.Sabotage.LetThrough();

        await RetryAll(run);

        var after = await Books.AssertInOrder(run);
        Assert.Equal("Failed processing_failed", after.StateOf("it"));
        AssertSameBalances(before, after);
    }

    [Fact]
    public async Task Should_complete_a_refund_when_an_operator_tries_its_confirmation_again()
    {
        var (scene, step) = Scene.Of("refund", "ConfirmRefund");
        await using var run = await scene.Set(new RunOptions());
        run.Sabotage.Fail(step.Order, step.Key);
        await scene.Play(run);
        await run.Pass(Long);
        Assert.Equal(TransactionStatus.Processing, (await Books.Of(run)).Named("it").Status);
        run.Sabotage.LetThrough();

        await RetryAll(run);

        var books = await Books.AssertInOrder(run);
        Assert.Equal("Completed", books.StateOf("it"));
        Assert.Equal(10m, books.Named("original").RefundedAmount);
    }

    /// <summary>What its retry finds by then is what the refund was about; yet it has failed long ago.</summary>
    [Fact]
    public async Task Should_not_refund_a_transaction_that_came_after_the_refund_had_failed()
    {
        await using var run = await BillingRun.Start();
        await run.Send(Ledger.Opening);
        var refund = Ledger.Refund("it", "original", 10m);
        run.Sabotage.Fail<ReserveRefund>(refund.OriginalTransactionId);
        await run.Send(refund);
        run.Sabotage.LetThrough();
        await run.Send(Ledger.Payment("original", 20m));

        await RetryAll(run);

        var books = await Books.AssertInOrder(run);
        Assert.Equal("Failed processing_failed", books.StateOf("it"));
        Assert.Equal("Completed", books.StateOf("original"));
        Assert.Equal(0m, books.Named("original").RefundedAmount);
    }

    [Fact]
    public async Task Should_end_a_refund_of_what_is_no_transaction()
    {
        await using var run = await BillingRun.Start();
        await run.Send(Ledger.Opening);
        run.Sabotage.Fail<ReserveRefund>(Ledger.Shop);
        await run.Send(Ledger.Refund("it", "nothing", 10m) with { OriginalTransactionId = Ledger.Shop });
        run.Sabotage.LetThrough();

        await RetryAll(run);

        Assert.Equal("Failed processing_failed", (await Books.AssertInOrder(run)).StateOf("it"));
        Assert.Single(run.Database.FailedMessages);
    }

    /// <summary>Money has moved by then, so the end of a transaction is only late.</summary>
    [Fact]
    public async Task Should_end_when_an_operator_tries_its_end_again()
    {
        var (scene, _) = Scene.Of("transfer", "CreditDestination");
        await using var run = await scene.Set(new RunOptions());
        run.Sabotage.Fail<CompleteTransaction>(Ledger.IdOf("it"));
        await scene.Play(run);
        run.Sabotage.LetThrough();

        await RetryAll(run);

        Assert.Equal("Completed", (await Books.AssertInOrder(run)).StateOf("it"));
    }

    static async Task RetryAll(BillingRun run)
    {
        foreach (var failed in (FailedMessage[])[.. run.Database.FailedMessages])
            await run.Retry(failed);
    }

    static void AssertSameBalances(Books before, Books after) => Assert.Equal(before.Balances, after.Balances);
}
