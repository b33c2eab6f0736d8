using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>
/// Whatever is under way at once, what leaves in a day stays within the limit, and the limit is used to the last cent.
/// </summary>
public abstract class When_a_daily_limit_is_near : FlowTest
{
    private protected override RunOptions Options { get; } = new() { Rules = Ledger.WithFees };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Send(Ledger.Limits(Ledger.Payer) with { DailyLimit = 31.20m });
    }

    [Fact]
    public async Task Should_let_exactly_those_pass_that_fit()
    {
        await Send(Enumerable.Range(1, 9).Select(number => Ledger.Transfer($"t{number}", 10m)));

        await AssertPassed(3, of: 9);
        Assert.Equal(31.20m, (await Run.AccountOf(Ledger.Payer)).Spending.Amount);
    }

    [Fact]
    public async Task Should_count_what_is_held_and_give_it_back_when_it_is_released()
    {
        await Send(Ledger.ManualPayment("a", 10m), Ledger.ManualPayment("b", 10m), Ledger.ManualPayment("c", 10m));
        await Send(Ledger.Transfer("full", 1m));
        await Send(Ledger.Void("a"), Ledger.Capture("b", 5m));
        await Send(Ledger.Transfer("fits", 14.90m));

        await AssertStates(("full", "Failed daily_limit_exceeded"), ("fits", "Completed"), ("c", "Authorized"));
    }

    [Fact]
    public async Task Should_begin_anew_with_each_day()
    {
        await Send(Ledger.Transfer("today", 30m));
        await Run.SendAfter(TimeSpan.FromHours(12), Ledger.Transfer("tomorrow", 30m));

        await AssertStates(("today", "Completed"), ("tomorrow", "Completed"));
    }

    async Task AssertPassed(int passed, int of)
    {
        var states = (await Books.Of(Run)).Transactions.Values
            .Where(one => one.Type == TransactionType.Transfer)
            .CountBy(one => (one.Status, one.Failure?.Code))
            .ToDictionary();
        Assert.Equal(passed, states[(TransactionStatus.Completed, null)]);
        Assert.Equal(of - passed, states[(TransactionStatus.Failed, RefusalCodes.DailyLimitExceeded)]);
    }
}

public sealed class When_a_daily_limit_is_near_in_one_unit : When_a_daily_limit_is_near;

public sealed class When_a_daily_limit_is_near_in_many_units : When_a_daily_limit_is_near
{
    private protected override RunOptions Options { get; } =
        RunOptions.EachMessageAlone with { Rules = Ledger.WithFees };
}
