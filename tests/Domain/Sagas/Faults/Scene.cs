using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Movements;
using BillingEngine.Transactions.Payment;
using BillingEngine.Transactions.Refund;
using BillingEngine.Transactions.Topup;
using BillingEngine.Transactions.Transfer;
using BillingEngine.Transactions.Withdrawal;

namespace BillingEngine.Domain.Tests.Sagas.Faults;

/// <summary>The order of a step, who gets it, and what undoes it.</summary>
/// <param name="Undo">Null: nothing comes after it that could be refused.</param>
sealed record SceneStep(string Name, Type Order, Guid Key, Type? Undo, MovementPart Part);

/// <summary>
/// A movement of 10.00 under the key "it", with a fee where there is one, on the accounts of <see cref="Ledger"/>.
/// </summary>
/// <param name="Before">What has to have happened.</param>
/// <param name="Begin">Begins the movement.</param>
/// <param name="Then">What a payment that waits is told; null: nothing.</param>
sealed record Scene(
    string Name, Course Course, IReadOnlyList<SceneStep> Steps, ICommand? Before, ICommand Begin, ICommand? Then)
{
    static readonly SceneStep Hold =
        new("HoldFunds", typeof(PlaceHold), Ledger.Payer, typeof(ReleaseHold), MovementPart.Hold);

    static readonly SceneStep CaptureIt =
        new("CaptureFunds", typeof(CaptureHold), Ledger.Payer, typeof(ReverseDebit), MovementPart.Debit);

    static readonly SceneStep CollectFee =
        new("CollectFee", typeof(CreditAccount), Ledger.Fees, typeof(ReverseCredit), MovementPart.Fee);

    static readonly SceneStep CreditShop =
        new("CreditDestination", typeof(CreditAccount), Ledger.Shop, Undo: null, MovementPart.Credit);

    static readonly Guid Original = Ledger.IdOf("original");

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(
            "topup",
            TopupSaga.Course,
            [
                new("DebitSource", typeof(DebitAccount), Ledger.World, typeof(ReverseDebit), MovementPart.Debit),
                CreditShop with { Key = Ledger.Payer },
            ],
            Before: null,
            Ledger.Topup("it", 10m),
            Then: null),
        new(
            "withdrawal",
            WithdrawalSaga.Course,
            [Hold, CaptureIt, CollectFee, CreditShop with { Key = Ledger.World }],
            Before: null,
            Ledger.Withdrawal("it", 10m),
            Then: null),
        new(
            "transfer",
            TransferSaga.Course,
            [Hold, CaptureIt, CollectFee, CreditShop],
            Before: null,
            Ledger.Transfer("it", 10m),
            Then: null),
        new(
            "payment",
            PaymentSaga.Course,
            [Hold, CaptureIt, CollectFee, CreditShop],
            Before: null,
            Ledger.Payment("it", 10m),
            Then: null),
        new(
            "partial capture",
            PaymentSaga.Course,
            [Hold, CaptureIt, CollectFee, CreditShop],
            Before: null,
            Ledger.ManualPayment("it", 10m),
            Ledger.Capture("it", 6m)),
        new(
            "refund",
            RefundSaga.Course,
            [
                new("ReserveRefund", typeof(ReserveRefund), Original, typeof(ReleaseRefund), MovementPart.Refund),
                new("TakeBack", typeof(DebitAccount), Ledger.Shop, typeof(ReverseDebit), MovementPart.Debit),
                new("ReturnFee", typeof(DebitAccount), Ledger.Fees, typeof(ReverseDebit), MovementPart.Fee),
                new("GiveBack", typeof(CreditAccount), Ledger.Payer, Undo: null, MovementPart.Credit),
                new("ConfirmRefund", typeof(ConfirmRefund), Original, Undo: null, MovementPart.Refund),
            ],
            Ledger.Payment("original", 20m),
            Ledger.Refund("it", "original", 10m),
            Then: null),
    ];

    /// <summary>Every step that can be called off: all but the last of a refund, which cannot be refused.</summary>
    public static TheoryData<string, string> EveryStep
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var scene in All)
            {
                foreach (var step in scene.Steps.Where(step => step.Name != "ConfirmRefund"))
                    data.Add(scene.Name, step.Name);
            }

            return data;
        }
    }

    public static (Scene Scene, SceneStep Step) Of(string scene, string step)
    {
        var found = All.Single(one => one.Name == scene);
        return (found, found.Steps.Single(one => one.Name == step));
    }

    /// <summary>Everything up to the movement.</summary>
    public async Task<BillingRun> Set(RunOptions options)
    {
        var run = await BillingRun.Start(options with { Rules = Ledger.WithFees });
        await run.Send(Ledger.Opening);
        if (Before is not null)
            await run.Send(Before);
        return run;
    }

    public async Task Play(BillingRun run)
    {
        await run.Send(Begin);
        if (Then is not null)
            await run.Send(Then);
    }

    public override string ToString() => Name;
}
