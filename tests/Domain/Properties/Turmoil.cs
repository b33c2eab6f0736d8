using BillingEngine.Domain.Tests.Sagas;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>A time in which things are asked for, and others go wrong.</summary>
/// <param name="Commands">Come in one batch.</param>
/// <param name="Failing">Orders that fail each time they are tried, and who gets them.</param>
/// <param name="KeptBack">Messages that are not handled until the end of this time.</param>
/// <param name="Passing">How long it lasts.</param>
/// <param name="IsCrash">Whether the engine starts anew at its end.</param>
/// <param name="RetriesFailed">Whether an operator tries failed messages again at its end.</param>
sealed record Turmoil(
    IReadOnlyList<ICommand> Commands,
    IReadOnlyList<(Type Order, Guid Key)> Failing,
    IReadOnlyList<Type> KeptBack,
    TimeSpan Passing,
    bool IsCrash,
    bool RetriesFailed)
{
    /// <summary>Few keys of each kind, so that much is repeated, captured and refunded; some are of no use.</summary>
    static readonly string[] Manual = ["m1", "m2", "m3", "m4", "x"];
    static readonly string[] Automatic = ["p1", "p2", "p3", "x"];
    static readonly string[] Moved = ["t1", "t2", "t3", "x"];
    static readonly string[] Others = ["u1", "u2", "u3", "x"];
    static readonly string[] Refunds = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "x"];
    static readonly string[] Keys = [.. Manual, .. Automatic, .. Moved, .. Others, .. Refunds];
    static readonly Guid[] Accounts = [Ledger.Payer, Ledger.Shop, Ledger.Fees, Ledger.World];

    static readonly Type[] AccountOrders =
    [
        typeof(DebitAccount), typeof(CreditAccount), typeof(PlaceHold), typeof(CaptureHold), typeof(ReleaseHold),
        typeof(ExpireHold), typeof(ReverseDebit), typeof(ReverseCredit), typeof(CancelMovement),
    ];

    static readonly Type[] TransactionOrders =
    [
        typeof(ReserveRefund), typeof(ReleaseRefund), typeof(ConfirmRefund), typeof(AuthorizeTransaction),
        typeof(CompleteTransaction), typeof(FailTransaction),
    ];

    static readonly Type[] Answers =
        [typeof(MovementAccepted), typeof(MovementRejected), typeof(MovementUndone), typeof(MovementCancellation)];

    static readonly TimeSpan[] Times =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200),
        TimeSpan.FromHours(13), Ledger.Week,
    ];

    /// <summary>Something to capture, to void and to refund from the beginning.</summary>
    public static IReadOnlyList<ICommand> Before { get; } =
    [
        .. Ledger.Opening,
        Ledger.Payment("p1", 20m),
        Ledger.Transfer("t1", 10m),
        Ledger.ManualPayment("m1", 20m),
        Ledger.ManualPayment("m2", 10m),
    ];

    public static Gen<Turmoil> Any() =>
        from commands in Command().ListOf(8)
        from failing in Gen.Frequency((1, Gen.Constant<(Type, Guid)[]>([])), (2, Order().ArrayOf(3)))
        from keptBack in Gen.Frequency(
            (1, Gen.Constant<Type[]>([])),
            (2, Gen.Elements([.. AccountOrders, .. TransactionOrders, .. Answers]).ArrayOf(2)))
        from passing in Gen.Elements(Times)
        from isCrash in Gen.Elements(true, false)
        from retries in Gen.Elements(true, false)
        select new Turmoil([.. commands], failing, keptBack, passing, isCrash, retries);

    public override string ToString() => string.Join("\n", [
        .. Commands.Select(command => command.ToString()!),
        $"failing: {string.Join(", ", Failing.Select(order => $"{order.Order.Name} {order.Key}"))}",
        $"kept back: {string.Join(", ", KeptBack.Select(type => type.Name))}",
        $"passing: {Passing}, crash: {IsCrash}, retries: {RetriesFailed}",
        ""]);

    static Gen<(Type Order, Guid Key)> Order() => Gen.Frequency(
        (3, from order in Gen.Elements(AccountOrders) from account in Gen.Elements(Accounts) select (order, account)),
        (1, from order in Gen.Elements(TransactionOrders)
            from key in Gen.Elements(Keys)
            select (order, Ledger.IdOf(key))));

    static Gen<ICommand> Command() => Gen.Frequency(
        (1, Movement(Others, Ledger.Topup)),
        (1, Movement(Others, Ledger.Withdrawal)),
        (2, Movement(Moved, Ledger.Transfer)),
        (1, Movement(Moved, (key, amount) => Ledger.Transfer(key, amount) with
        {
            SourceAccountId = Ledger.Shop,
            DestinationAccountId = Ledger.Payer,
        })),
        (3, Movement(Automatic, Ledger.Payment)),
        (4, Movement(Manual, Ledger.ManualPayment)),
        (4, Movement(Manual, (key, amount) => Ledger.Capture(key, amount))),
        (2, Movement(Manual, (key, _) => Ledger.Void(key))),
        (5, Refund()),
        (2, Trouble()));

    static Gen<ICommand> Refund() =>
        from original in Gen.Frequency(
            (2, Gen.Elements("p1", "t1", "m1")),
            (1, Gen.Elements([.. Manual, .. Automatic, .. Moved, .. Others, "r1"])))
        from refund in Movement(Refunds, (key, amount) => Ledger.Refund(key, original, amount / 2))
        select refund;

    /// <summary>Accounts refuse what they took before.</summary>
    static Gen<ICommand> Trouble() => Gen.Frequency(
        (1, Gen.Elements(Accounts).Select(ICommand (account) => Ledger.Freeze(account))),
        (3, Gen.Elements(Accounts).Select(ICommand (account) => new UnfreezeAccount(account, "no suspicion"))),
        (1, Gen.Elements(40m, 120m).Select(ICommand (most) => Ledger.Limits(Ledger.Shop) with { MaxBalance = most })),
        (1, Gen.Elements(20m, 200m).Select(ICommand (most) => Ledger.Limits(Ledger.Payer) with { DailyLimit = most })));

    static Gen<ICommand> Movement(string[] keys, Func<string, decimal, ICommand> command) =>
        from key in Gen.Elements(keys)
        from cents in Gen.Choose(1, 1200)
        select command(key, cents * 0.02m);
}
