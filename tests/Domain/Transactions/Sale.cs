using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Transactions;

/// <summary>One payment of a hundred dollars, and what can be said to it and about it.</summary>
static class Sale
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Expiry = Noon.AddDays(7);
    public static readonly CurrencyCode Usd = new("USD");
    public static readonly Guid Id = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    public static readonly Guid RefundId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000002");
    public static readonly Guid OtherRefundId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000003");
    public static readonly Guid Buyer = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Shop = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    public static readonly Guid CardId = Guid.Parse("dddddddd-0000-4000-8000-000000000001");
    public static readonly Money Hundred = new(100.00m, Usd);
    public static readonly JsonText Metadata = new("""{"order":7}""");

    public static readonly FeeTariff Tariff = new(
        new FeeRule(
            Fixed: 0.30m, Percent: 2.9m, Minimum: null, Maximum: null, FeeRounding.HalfUp, Scale: 2,
            ReturnedOnRefund: true),
        Merchant: null,
        Business: null);

    public static readonly Refusal Broke =
        new(RefusalCodes.InsufficientFunds, "no funds") { AccountId = Buyer, Shortfall = 3m };

    public static RequestTopup RequestTopup { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print");

    public static RequestWithdrawal RequestWithdrawal { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print");

    public static RequestTransfer RequestTransfer { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print");

    public static RequestPayment RequestPayment { get; } = new(
        Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print", CaptureMode.Manual,
        TimeSpan.FromDays(7), CardId);

    public static RequestRefund RequestRefund { get; } =
        new(Id, "key-1", "main", Shop, Buyer, Hundred, "ref", "text", Metadata, "print", RefundId);

    public static TopupRequested TopupRequested { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print");

    public static WithdrawalRequested WithdrawalRequested { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print", Fees: null);

    public static TransferRequested TransferRequested { get; } =
        new(Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print", Fees: null);

    public static PaymentRequested PaymentRequested { get; } = new(
        Id, "key-1", "main", Buyer, Shop, Hundred, "ref", "text", Metadata, "print", Fees: null, CaptureMode.Manual,
        Expiry, CardId);

    public static RefundRequested RefundRequested { get; } =
        new(Id, "key-1", "main", Shop, Buyer, Hundred, "ref", "text", Metadata, "print", RefundId);

    public static CapturePayment Capture { get; } = new(Id, Amount: null);

    public static VoidPayment Void { get; } = new(Id, "out of stock");

    public static TransactionAuthorized Authorized { get; } = new(Id);

    public static PaymentVoidRequested VoidRequested { get; } = new(Id, "out of stock");

    public static TransactionCompleted Completed { get; } = new(Id);

    public static TransactionFailed Failed { get; } = new(Id, Broke);

    public static TransactionVoided Voided { get; } = new(Id);

    public static TransactionExpired Expired { get; } = new(Id);

    public static PaymentCaptureRequested CaptureRequested(decimal amount) => new(Id, new Money(amount, Usd));

    public static TransactionCompleted CompletedWithFee(decimal fee) =>
        new(Id, new ChargedFee(fee, ReturnedOnRefund: true));

    public static ReserveRefund Reserve(decimal amount) => new(Id, RefundId, new Money(amount, Usd));

    public static ReleaseRefund Release { get; } = new(Id, RefundId);

    public static ConfirmRefund Confirm { get; } = new(Id, RefundId);

    public static RefundReserved Reserved(decimal amount, decimal fee = 0m) =>
        new(Id, RefundId, new Money(amount, Usd), fee);

    public static RefundReleased Released { get; } = new(Id, RefundId);

    public static TransactionRefunded Refunded(decimal amount, decimal after) =>
        new(Id, RefundId, new Money(amount, Usd), after);
}
