using System.Text.Json;
using BillingEngine.Accounts;
using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>That no decision throws is part of every property here.</summary>
public sealed class When_an_account_lives_any_life
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(80);

    [Fact]
    public void Should_hold_what_came_in_less_what_went_out() => Check(life =>
    {
        var signed = life.Events.Sum(e => e switch
        {
            AccountDebited debited => -debited.Amount.Amount,
            AccountCredited credited => credited.Amount.Amount,
            AccountDebitReversed reversed => reversed.Amount.Amount,
            AccountCreditReversed reversed => -reversed.Amount.Amount,
            _ => 0m,
        });
        return life.End.Balance == signed;
    });

    [Fact]
    public void Should_hold_back_the_sum_of_its_holds_and_have_the_rest_at_hand() => EachStep(step =>
        step.After.Held == step.After.Holds.Values.Sum(hold => hold.Amount)
        && step.After.Held >= 0m
        && step.After.Available == step.After.Balance - step.After.Held);

    /// <summary>What is undone goes back whatever the limits; everything else keeps to them.</summary>
    [Fact]
    public void Should_never_go_below_its_floor_of_its_own_accord() => EachStep(step =>
        step.After.Floor is not { } floor
        || step.After.Available >= floor
        || step.Before.Available < step.Before.Floor
        || step.Command is CreateAccount or ReverseCredit);

    [Fact]
    public void Should_never_take_more_than_it_may_hold() => EachStep(step => step.Events.All(e =>
        e is not AccountCredited credited
        || MaximumOf(step.Before) is not { } maximum
        || credited.BalanceAfter <= maximum));

    [Fact]
    public void Should_never_give_more_in_one_transaction_than_it_may() => EachStep(step => step.Events.All(e =>
        MostOf(step.Before) is not { } most
        || e switch
        {
            AccountDebited { HeldAfter: null, IsReturn: null } debited => debited.Amount.Amount <= most,
            AccountHoldPlaced placed => placed.Amount.Amount - (placed.Fee ?? 0m) <= most,
            _ => true,
        }));

    [Fact]
    public void Should_never_give_more_in_one_day_than_it_may() => Check(life =>
    {
        var spent = new Spent();
        return life.Steps.All(step =>
        {
            step.Events.ToList().ForEach(e => spent.Add(e, step.Day));
            var takes = step.Events.Any(e =>
                e is AccountDebited { HeldAfter: null, IsReturn: null } or AccountHoldPlaced);
            return !takes || DailyOf(step.Before) is not { } daily || spent.On(step.Day) <= daily;
        });
    });

    [Fact]
    public void Should_know_what_was_spent_on_its_last_day() => Check(life =>
    {
        var spent = new Spent();
        return life.Steps.All(step =>
        {
            step.Events.ToList().ForEach(e => spent.Add(e, step.Day));
            return step.After.Spending.Amount == spent.On(step.After.Spending.Day) && step.After.Spending.Amount >= 0m;
        });
    });

    [Fact]
    public void Should_be_refused_only_what_would_break_a_rule() => EachStep(step =>
        step.Decision is not Decision.Refused(var refusal) || refusal.Code switch
        {
            RefusalCodes.InsufficientFunds =>
                refusal.Shortfall > 0 && refusal.Requested - refusal.Available == refusal.Shortfall,
            RefusalCodes.TransactionLimitExceeded or RefusalCodes.DailyLimitExceeded or RefusalCodes.KycLimitExceeded =>
                refusal.Requested > refusal.Available,
            RefusalCodes.BalanceLimitExceeded when step.Command is CreditAccount =>
                refusal.Requested > refusal.Available,
            _ => refusal.Detail.Length > 0,
        });

    [Fact]
    public void Should_say_in_each_event_what_it_leaves() => EachStep(step => step.Events.All(e => e switch
    {
        AccountDebited debited => debited.BalanceAfter == step.After.Balance
            && (debited.HeldAfter ?? step.Before.Held) == step.After.Held,
        AccountCredited credited => credited.BalanceAfter == step.After.Balance,
        AccountDebitReversed reversed => reversed.BalanceAfter == step.After.Balance,
        AccountCreditReversed reversed => reversed.BalanceAfter == step.After.Balance,
        AccountHoldPlaced placed => placed.HeldAfter == step.After.Held,
        AccountHoldReleased released => released.HeldAfter == step.After.Held,
        AccountHoldExpired expired => expired.HeldAfter == step.After.Held,
        _ => true,
    }));

    [Fact]
    public void Should_close_only_when_it_is_empty() => EachStep(step =>
        step.Events is not [AccountClosed] || step.After is { Balance: 0m, Held: 0m });

    [Fact]
    public void Should_add_nothing_when_a_decision_that_can_be_repeated_is() => EachStep(step =>
        step.Events is []
        || step.Command is CreateAccount or DebitAccount or CreditAccount or CaptureHold
        || step.Command is ReverseDebit or ReverseCredit
        || AccountSpec.Decide(step.After, step.Command, Levels.Schedule, step.At) is Decision.Accepted([]));

    [Fact]
    public void Should_be_the_same_when_rebuilt_from_its_events() => Check(life => Same.IsState(
        life.Stored.Aggregate(Account.Initial, (account, stored) => account.Evolve(stored.Event, stored.At)),
        life.End));

    [Fact]
    public void Should_be_the_same_when_read_from_a_snapshot() => Check(life =>
    {
        var json = JsonSerializer.Serialize(life.End, AccountJson.Default.Account);
        return !life.End.Exists
            || Same.IsState(life.End, JsonSerializer.Deserialize(json, AccountJson.Default.Account)!);
    });

    [Fact]
    public void Should_never_do_what_was_called_off() => Check(life =>
    {
        var calledOff = new HashSet<(Guid, MovementPart)>();
        return life.Events.All(e => e switch
        {
            AccountMovementCancelled cancelled => calledOff.Add((cancelled.TransactionId, cancelled.Part)),
            AccountDebited debited => !calledOff.Contains((debited.TransactionId, debited.Part ?? MovementPart.Debit)),
            AccountCredited credited =>
                !calledOff.Contains((credited.TransactionId, credited.Part ?? MovementPart.Credit)),
            AccountHoldPlaced placed => !calledOff.Contains((placed.TransactionId, MovementPart.Hold)),
            _ => true,
        });
    });

    static void EachStep(Func<Step, bool> holds) => Check(life => life.Steps.All(holds));

    static void Check(Func<Life, bool> holds) => Prop.ForAll(Lives.Any().ToArbitrary(), holds).Check(Thorough);

    static decimal? MaximumOf(Account account) => account.MaxBalance ?? LevelOf(account).Balance;

    static decimal? MostOf(Account account) => account.PerTransactionLimit ?? LevelOf(account).PerTransaction;

    static decimal? DailyOf(Account account) => account.DailyLimit ?? LevelOf(account).Daily;

    static KycLimits LevelOf(Account account) =>
        Levels.Schedule.Of(account.Kind, account.KycLevel, account.Currency);
}
