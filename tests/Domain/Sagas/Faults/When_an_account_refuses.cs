using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Faults;

/// <summary>
/// Each step of each saga, refused by the real account or transaction: what was done before is undone, once and in
/// reverse, and the transaction fails with the reason.
/// </summary>
public sealed class When_an_account_refuses
{
    static readonly Guid Nobody = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000009");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var row in Refused.Table)
                data.Add(row.Scene, row.What);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Should_undo_what_was_done_and_say_why(string name, string what)
    {
        var row = Refused.Table.Single(row => (row.Scene, row.What) == (name, what));
        var scene = Scene.All.Single(scene => scene.Name == name);
        await using var run = await scene.Set(RunOptions.EachMessageAlone);
        if (name != "refund")
            await run.Send(Ledger.Transfer("open the fee account", 1m) with { SourceAccountId = Ledger.Payer });

        await MeetRefusal(run, scene, row);

        var after = await Books.AssertInOrder(run);
        Assert.Equal($"Failed {row.Code}", after.StateOf("it"));
        Assert.Equal(row.Undone, await UndoneIn(run));
        Assert.Empty(run.Database.FailedMessages);
    }

    [Fact]
    public async Task Should_fail_a_payment_to_nobody()
    {
        await using var run = await Scene.All[3].Set(new RunOptions());

        await run.Send(Ledger.Payment("it", 10m) with { DestinationAccountId = Nobody });

        Assert.Equal("Failed account_not_found", (await Books.AssertInOrder(run)).StateOf("it"));
        Assert.Empty(await run.StreamOf(Nobody));
    }

    [Theory]
    [InlineData("other", "USD", "ledger_mismatch")]
    [InlineData("main", "JPY", "currency_mismatch")]
    public async Task Should_fail_between_ledgers_or_currencies(string ledger, string currency, string code)
    {
        await using var run = await Scene.All[2].Set(new RunOptions());
        await run.Send(Ledger.Wallet(Nobody) with { Ledger = ledger, Currency = new CurrencyCode(currency) });

        await run.Send(Ledger.Transfer("it", 10m) with { DestinationAccountId = Nobody });

        Assert.Equal($"Failed {code}", (await Books.AssertInOrder(run)).StateOf("it"));
    }

    /// <summary>What is undone does not count as spent on that day.</summary>
    [Fact]
    public async Task Should_leave_the_daily_limit_as_it_was()
    {
        await using var run = await Scene.All[2].Set(new RunOptions());
        await run.Send(Ledger.Limits(Ledger.Payer) with { DailyLimit = 50m }, Ledger.Freeze(Ledger.Shop));

        await run.Send(Ledger.Transfer("it", 40m));

        Assert.Equal(0m, (await run.AccountOf(Ledger.Payer)).Spending.Amount);
    }

    static async Task MeetRefusal(BillingRun run, Scene scene, Refused row)
    {
        if (row.Step is null)
        {
            await run.Send(row.Cause);
            await scene.Play(run);
            return;
        }

        var step = scene.Steps.Single(step => step.Name == row.Step);
        run.Storage.Post.KeepBack(message => BillingRun.TryRead(message) is IPartitioned order
            && order.GetType() == step.Order && order.PartitionKey == step.Key);
        await scene.Play(run);
        await run.Send(row.Cause);
        await run.DeliverAll();
    }

    /// <summary>
    /// In the order in which it was undone; each of these events there is once, as the books have shown.
    /// </summary>
    static async Task<string> UndoneIn(BillingRun run)
    {
        var id = Ledger.IdOf("it");
        return string.Join(", ", run.Commits.SelectMany(events => events).Select(e => e switch
        {
            AccountDebitReversed reversed when reversed.TransactionId == id => $"debit of {Name(reversed.AccountId)}",
            AccountCreditReversed reversed when reversed.TransactionId == id => $"credit of {Name(reversed.AccountId)}",
            AccountHoldReleased released when released.TransactionId == id => $"hold of {Name(released.AccountId)}",
            Messages.Transactions.RefundReleased released when released.RefundId == id => "reservation",
            _ => null,
        }).OfType<string>());
    }

    static string Name(Guid accountId) =>
        accountId == Ledger.Payer ? "payer"
        : accountId == Ledger.Shop ? "shop"
        : accountId == Ledger.Fees ? "fees"
        : "world";
}
