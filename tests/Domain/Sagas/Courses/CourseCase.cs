using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Transactions.Movements;
using BillingEngine.Transactions.Payment;
using BillingEngine.Transactions.Refund;
using BillingEngine.Transactions.Topup;
using BillingEngine.Transactions.Transfer;
using BillingEngine.Transactions.Withdrawal;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>One way in which a movement may go as far as nothing is in its way.</summary>
/// <param name="Name">Heading of its sequences.</param>
/// <param name="Fee">What is charged, or comes back, on top; null: nothing.</param>
/// <param name="Told">What a payment that waits for its capture is told.</param>
sealed record CourseCase(
    string Name,
    SagaUnderTest Saga,
    Course Course,
    ITransactionRequested Requested,
    ChargedFee? Fee = null,
    object? Told = null)
{
    public static readonly Guid Id = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    public static readonly Guid Original = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000002");
    public static readonly Guid Source = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Destination = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    public static readonly Guid Card = Guid.Parse("cccccccc-0000-4000-8000-000000000001");
    public static readonly Guid Fees = DeterministicId.FeeAccount("main", Usd);
    public static readonly DateTimeOffset ExpiresAt = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    static readonly Money TenDollars = new(10.00m, Usd);
    static readonly ChargedFee Forty = new(0.40m, ReturnedOnRefund: true);
    static readonly FeeTariff Tariff = new(
        new FeeRule(0.30m, 1m, Minimum: null, Maximum: null, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true),
        Merchant: null,
        Business: null);

    static readonly TransferRequested Transfer = new(
        Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "print", Tariff);

    static readonly WithdrawalRequested Withdrawal = new(
        Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "print", Tariff);

    static readonly PaymentRequested Payment = new(
        Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "print", Tariff,
        CaptureMode.Automatic, ExpiresAt, Card);

    static readonly PaymentRequested ManualPayment = Payment with { Capture = CaptureMode.Manual };

    static readonly RefundRequested Refund = new(
        Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "print", Original);

    public static CurrencyCode Usd => new("USD");

    /// <summary>By the name of the saga's file of expected sequences.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<CourseCase>> BySaga { get; } =
        new Dictionary<string, IReadOnlyList<CourseCase>>
        {
            ["topup"] = Cases<TopupSaga>(TopupSaga.Course, ("Top-up of 10.00", Topup(), null, null)),
            ["withdrawal"] = Cases<WithdrawalSaga>(
                WithdrawalSaga.Course,
                ("Withdrawal of 10.00 with a fee of 0.40", Withdrawal, Forty, null),
                ("Withdrawal of 10.00 without a fee", Withdrawal with { Fees = null }, null, null)),
            ["transfer"] = Cases<TransferSaga>(
                TransferSaga.Course,
                ("Transfer of 10.00 with a fee of 0.40", Transfer, Forty, null),
                ("Transfer of 10.00 without a fee", Transfer with { Fees = null }, null, null)),
            ["payment"] = Cases<PaymentSaga>(
                PaymentSaga.Course,
                ("Payment of 10.00 with a fee of 0.40, captured automatically", Payment, Forty, null),
                ("Payment of 10.00 without a fee, captured automatically", Payment with { Fees = null }, null, null),
                ("Payment of 10.00, captured in part: 6.00 with a fee of 0.36", ManualPayment,
                    Forty with { Amount = 0.36m }, new PaymentCaptureRequested(Id, TenDollars with { Amount = 6.00m })),
                ("Payment of 10.00 without a fee, captured whole", ManualPayment with { Fees = null },
                    null, new PaymentCaptureRequested(Id, TenDollars)),
                ("Payment of 10.00, voided", ManualPayment, Forty, new PaymentVoidRequested(Id, "out of stock")),
                ("Payment of 10.00, not captured in its time", ManualPayment, Forty, new HoldDue())),
            ["refund"] = Cases<RefundSaga>(
                RefundSaga.Course,
                ("Refund of 10.00, with 0.40 of the fee", Refund, Forty, null),
                ("Refund of 10.00, the fee is kept", Refund, null, null)),
        };

    public bool IsManual => Requested is PaymentRequested { Capture: CaptureMode.Manual };

    public override string ToString() => Name;

    static TopupRequested Topup() => new(
        Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "print");

    static CourseCase[] Cases<TSaga>(
        Course course, params (string Name, ITransactionRequested Requested, ChargedFee? Fee, object? Told)[] cases)
    {
        var saga = new SagaUnderTest(typeof(TSaga));
        return [.. cases.Select(one => new CourseCase(one.Name, saga, course, one.Requested, one.Fee, one.Told))];
    }
}
