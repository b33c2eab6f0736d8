using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>Any commands, in any order, over days; the account's creation somewhere among them.</summary>
static class Lives
{
    public static Gen<Life> Any() =>
        from creation in Creations()
        from before in Timed(Commands()).ListOf(3)
        from commands in Timed(Commands()).ListOf()
        select Life.Of([.. before, (creation, TimeSpan.Zero), .. commands]);

    static Gen<(ICommand, TimeSpan)> Timed(Gen<ICommand> commands) =>
        from command in commands
        from minutes in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(0, 300)), (1, Gen.Choose(0, 4_000)))
        select (command, TimeSpan.FromMinutes(minutes));

    static Gen<ICommand> Creations() =>
        from kind in Gen.Elements(Enum.GetValues<AccountKind>())
        from isActive in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from minimum in Limits(-100, 100)
        from maximum in Limits(0, 1_000)
        from credit in Limits(0, 200)
        from level in Gen.Choose(0, 3)
        select (ICommand)(Wallet.Create with
        {
            Kind = kind,
            Activate = isActive,
            MinBalance = minimum,
            MaxBalance = maximum,
            CreditLimit = credit,
            KycLevel = level,
        });

    static Gen<ICommand> Commands() => Gen.Frequency(
        (8, Movements(amount => Wallet.Credit(amount))),
        (5, Movements(amount => Wallet.Debit(amount))),
        (8, Movements(amount => Wallet.Place(amount))),
        (2, Movements(amount => Wallet.Place(amount) with
        {
            Fees = Wallet.Tariff,
            ExpiresAt = Wallet.Noon.AddDays(3),
        })),
        (1, Movements(amount => Wallet.Place(amount) with { CardId = Wallet.CardId })),
        (5, Movements(amount => Wallet.Capture(amount))),
        (2, Movements(_ => Wallet.Release)),
        (2, Movements(_ => Wallet.Expire)),
        (1, Movements(amount => Wallet.Debit(amount) with { IsReturn = true })),
        (1, Movements(amount => Wallet.Debit(amount) with { Part = MovementPart.Fee })),
        (1, Movements(amount => Wallet.Credit(amount) with { Part = MovementPart.Fee })),
        (1, Movements(amount => Wallet.Credit(amount) with { Ledger = "other" })),
        (1, Movements(amount => Wallet.Debit(amount) with { Amount = new Money(amount, new CurrencyCode("EUR")) })),
        (4, Movements(amount => Wallet.Reverse(amount))),
        (1, Movements(amount => Wallet.ReverseCredit(amount))),
        (1, Gen.Elements(Enum.GetValues<MovementPart>()).SelectMany(part => Movements(_ => Wallet.Cancel(part)))),
        (4, LimitChanges()),
        (5, Gen.Elements<ICommand>(
            Wallet.Create, Wallet.Activate, Wallet.Suspend, Wallet.Reactivate, Wallet.Reactivate, Wallet.Freeze,
            Wallet.Unfreeze, Wallet.Unfreeze, Wallet.Close, Wallet.IssueCard, Wallet.ActivateCard, Wallet.SuspendCard,
            Wallet.ExpireCard)));

    static Gen<ICommand> LimitChanges() =>
        from minimum in Limits(-100, 100)
        from maximum in Limits(0, 1_000)
        from credit in Limits(0, 200)
        from most in Limits(0, 300)
        from daily in Limits(0, 600)
        from removed in Gen.Choose(0, 31)
        select (ICommand)(Wallet.ChangeLimits with
        {
            MinBalance = minimum,
            MaxBalance = maximum,
            CreditLimit = credit,
            PerTransactionLimit = most,
            DailyLimit = daily,
            Removed = (AccountLimits)removed,
        });

    static Gen<ICommand> Movements(Func<decimal, ICommand> of) =>
        from cents in Gen.Frequency((3, Gen.Choose(1, 10_000)), (1, Gen.Choose(1, 50_000)))
        from transaction in Gen.Choose(1, 20)
        select WithTransaction(of(cents / 100m), new Guid(transaction, 0, 0, new byte[8]));

    static ICommand WithTransaction(ICommand command, Guid id) => command switch
    {
        DebitAccount debit => debit with { TransactionId = id },
        CreditAccount credit => credit with { TransactionId = id },
        PlaceHold place => place with { TransactionId = id },
        CaptureHold capture => capture with { TransactionId = id },
        ReleaseHold release => release with { TransactionId = id },
        ExpireHold expire => expire with { TransactionId = id },
        ReverseDebit reverse => reverse with { TransactionId = id },
        ReverseCredit reverse => reverse with { TransactionId = id },
        CancelMovement cancel => cancel with { TransactionId = id },
        _ => command,
    };

    static Gen<decimal?> Limits(int from, int to) => Gen.Frequency(
        (1, Gen.Constant<decimal?>(null)),
        (1, Gen.Choose(from * 100, to * 100).Select(cents => (decimal?)(cents / 100m))));
}
