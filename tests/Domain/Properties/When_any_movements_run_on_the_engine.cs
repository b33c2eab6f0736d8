using BillingEngine.Domain.Tests.Sagas;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>
/// Movements of all kinds, while accounts are frozen, orders fail for good, messages are late, the engine crashes and
/// an operator tries again what had failed. When all that is over, the books are in order.
/// </summary>
public sealed class When_any_movements_run_on_the_engine
{
    [Fact]
    public void Should_neither_make_nor_lose_money_in_large_units() => Check(new RunOptions());

    [Fact]
    public void Should_neither_make_nor_lose_money_when_each_message_is_a_unit() => Check(RunOptions.EachMessageAlone);

    [Fact]
    public void Should_neither_make_nor_lose_money_when_units_overlap() => Check(RunOptions.UnitsOverlap);

    static void Check(RunOptions options) => Prop
        .ForAll(Turmoil.Any().ListOf(6).ToArbitrary(), times => Run([.. times], options).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    static async Task Run(IReadOnlyList<Turmoil> times, RunOptions options)
    {
        await using var run = await BillingRun.Start(options with { Rules = Ledger.WithFees });
        await run.Send(Turmoil.Before);
        var op = new Operator(run);
        foreach (var time in times)
            await Endure(run, time, op);

        await CalmDown(run, op);

        var books = await Books.AssertInOrder(run);
        Assert.Equal(options.HoldsCommits, run.HeldCommits > 0);
        Assert.Equal(0, run.Database.QueuedMessages);
        Assert.DoesNotContain(books.Transactions.Values, one => one.Status == TransactionStatus.Authorized);
    }

    static async Task Endure(BillingRun run, Turmoil time, Operator op)
    {
        foreach (var (order, key) in time.Failing)
            run.Sabotage.Fail(order, key);
        run.Storage.Post.KeepBack(message =>
            BillingRun.TryRead(message) is { } read && time.KeptBack.Contains(read.GetType()));
        await run.Send(time.Commands);
        await PassInSteps(run, time.Passing);
        if (time.IsCrash)
            await run.Restart(after: TimeSpan.FromSeconds(1));
        await run.DeliverAll();
        run.Sabotage.LetThrough();
        if (time.RetriesFailed)
            await op.RetryAll();
    }

    /// <summary>
    /// Nothing fails any more, nobody is silent, the operator has done his work, and all holds have ended.
    /// </summary>
    static async Task CalmDown(BillingRun run, Operator op)
    {
        foreach (var account in new[] { Ledger.Payer, Ledger.Shop, Ledger.Fees, Ledger.World })
            await run.Send(new UnfreezeAccount(account, "no suspicion"));
        for (var round = 0; round < 5; round++)
        {
            await op.RetryAll();
            await PassInSteps(run, TimeSpan.FromMinutes(3));
        }

        await run.Pass(Ledger.Week);
        await op.RetryAll();
        await PassInSteps(run, TimeSpan.FromMinutes(3));
    }

    /// <summary>Timeouts lead to other timeouts.</summary>
    static async Task PassInSteps(BillingRun run, TimeSpan time)
    {
        for (var step = 0; step < 5; step++)
            await run.Pass(time / 5);
    }

    /// <summary>Puts each failed message back until it has succeeded, and never again then.</summary>
    sealed class Operator(BillingRun run)
    {
        readonly HashSet<(Guid MessageId, int Partition)> _done = [];

        public async Task RetryAll()
        {
            foreach (var failed in (FailedMessage[])[.. run.Database.FailedMessages])
            {
                if (_done.Contains(IdOf(failed)))
                    continue;
                await run.Retry(failed);
                var after = run.Database.FailedMessages.Single(known => IdOf(known) == IdOf(failed));
                if (after.Attempts == failed.Attempts)
                    _done.Add(IdOf(failed));
            }
        }

        static (Guid MessageId, int Partition) IdOf(FailedMessage failed) =>
            (failed.Message.MessageId, failed.Message.Partition);
    }
}
