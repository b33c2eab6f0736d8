using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

public sealed class When_an_account_lives_any_life
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60);

    [Fact]
    public void Should_hold_what_came_in_less_what_went_out() => Check(life =>
    {
        var signed = life.Events.Sum(e => e switch
        {
            AccountDebited debited => -debited.Amount.Amount,
            AccountCredited credited => credited.Amount.Amount,
            AccountDebitReversed reversed => reversed.Amount.Amount,
            _ => 0m,
        });
        return life.End.Balance == signed;
    });

    [Fact]
    public void Should_never_be_debited_below_its_floor_nor_credited_above_its_maximum() => Check(life =>
        life.Steps.All(step => step.Events.All(e => e switch
        {
            AccountDebited debited => step.Before.Floor is not { } floor || debited.BalanceAfter >= floor,
            AccountCredited credited => step.Before.MaxBalance is not { } maximum || credited.BalanceAfter <= maximum,
            _ => true,
        })));

    [Fact]
    public void Should_be_refused_only_what_would_break_a_rule() => Check(life => life.Steps.All(step =>
        step.Decision is not Decision.Refused(var refusal) || refusal.Code switch
        {
            RefusalCodes.InsufficientFunds =>
                refusal.Shortfall > 0 && refusal.Requested - refusal.Available == refusal.Shortfall,
            RefusalCodes.BalanceLimitExceeded => refusal.Requested > refusal.Available,
            _ => refusal.Detail.Length > 0,
        }));

    [Fact]
    public void Should_say_in_each_event_the_balance_that_it_leaves() => Check(life => life.Steps.All(step =>
        step.Events.All(e => e switch
        {
            AccountDebited debited => debited.BalanceAfter == step.After.Balance,
            AccountCredited credited => credited.BalanceAfter == step.After.Balance,
            AccountDebitReversed reversed => reversed.BalanceAfter == step.After.Balance,
            _ => true,
        })));

    [Fact]
    public void Should_be_the_same_when_rebuilt_from_its_events() => Check(life =>
    {
        var replayed = AccountSpec.Replay(life.Events);
        return Same.IsState(replayed, life.End);
    });

    [Fact]
    public void Should_never_do_what_was_called_off() => Check(life =>
    {
        var calledOff = new HashSet<(Guid, MovementPart)>();
        return life.Events.All(e => e switch
        {
            AccountMovementCancelled cancelled => calledOff.Add((cancelled.TransactionId, cancelled.Part)),
            AccountDebited debited => !calledOff.Contains((debited.TransactionId, MovementPart.Debit)),
            AccountCredited credited => !calledOff.Contains((credited.TransactionId, MovementPart.Credit)),
            _ => true,
        });
    });

    static void Check(Func<Life, bool> holds) => Prop.ForAll(Lives().ToArbitrary(), holds).Check(Thorough);

    /// <summary>
    /// Any commands, in any order, the account's creation somewhere among them; now and then one finds the account in a
    /// status that no event leads to yet. That no decision throws is part of every property here.
    /// </summary>
    static Gen<Life> Lives() =>
        from creation in Creations()
        from before in Commands().ListOf(3)
        from steps in Gen.Zip(Commands(), Statuses()).ListOf()
        select Life.Of([.. before.Select(command => (command, (AccountStatus?)null)), (creation, null), .. steps]);

    static Gen<ICommand> Creations() =>
        from kind in Gen.Elements(Enum.GetValues<AccountKind>())
        from isActive in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from minimum in Limits(-100, 100)
        from maximum in Limits(0, 1_000)
        from credit in Limits(0, 200)
        select (ICommand)(Wallet.Create with
        {
            Kind = kind,
            Activate = isActive,
            MinBalance = minimum,
            MaxBalance = maximum,
            CreditLimit = credit,
        });

    static Gen<ICommand> Commands() => Gen.Frequency(
        (6, Movements(amount => Wallet.Credit(amount))),
        (6, Movements(amount => Wallet.Debit(amount))),
        (1, Movements(amount => Wallet.Credit(amount) with { Ledger = "other" })),
        (1, Movements(amount => Wallet.Debit(amount) with { Amount = new Money(amount, new CurrencyCode("EUR")) })),
        (1, Movements(amount => Wallet.Reverse(amount))),
        (1, Movements(_ => Wallet.Cancel(MovementPart.Debit))),
        (1, Movements(_ => Wallet.Cancel(MovementPart.Credit))),
        (1, Gen.Constant<ICommand>(new ActivateAccount(Wallet.Id, Reason: null))),
        (1, Gen.Constant<ICommand>(Wallet.Create)));

    static Gen<ICommand> Movements(Func<decimal, ICommand> of) =>
        from cents in Gen.Choose(1, 50_000)
        from transaction in Gen.Choose(1, 30)
        select WithTransaction(of(cents / 100m), new Guid(transaction, 0, 0, new byte[8]));

    static ICommand WithTransaction(ICommand command, Guid id) => command switch
    {
        DebitAccount debit => debit with { TransactionId = id },
        CreditAccount credit => credit with { TransactionId = id },
        ReverseDebit reverse => reverse with { TransactionId = id },
        CancelMovement cancel => cancel with { TransactionId = id },
        _ => command,
    };

    static Gen<AccountStatus?> Statuses() => Gen.Frequency(
        (12, Gen.Constant<AccountStatus?>(null)),
        (1, Gen.Elements(Enum.GetValues<AccountStatus>()).Select(status => (AccountStatus?)status)));

    static Gen<decimal?> Limits(int from, int to) => Gen.Frequency(
        (1, Gen.Constant<decimal?>(null)),
        (1, Gen.Choose(from * 100, to * 100).Select(cents => (decimal?)(cents / 100m))));
}
