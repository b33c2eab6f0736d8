using System.Diagnostics;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Transactions;

/// <summary>The row that readers see of a transaction, event by event; and the one that answers a repeat.</summary>
public sealed class When_a_transaction_is_told
{
    static readonly TransactionSnapshot Processing = new(
        Sale.Id,
        "key-1",
        "main",
        TransactionType.Payment,
        TransactionStatus.Processing,
        Sale.Buyer,
        Sale.Shop,
        Sale.Hundred,
        "ref",
        "text",
        Sale.Metadata,
        Failure: null,
        "correlation-1",
        "print",
        CreatedAt: Minute(0),
        CompletedAt: null,
        ExpiresAt: Sale.Expiry,
        CardId: Sale.CardId);

    static readonly TransactionSnapshot Authorized =
        Processing with { Status = TransactionStatus.Authorized, AuthorizedAt = Minute(1) };

    static readonly TransactionSnapshot Captured = Authorized with
    {
        Status = TransactionStatus.Completed,
        CapturedAmount = 60m,
        Fee = 2.00m,
        CompletedAt = Minute(3),
    };

    public static TheoryData<ITransactionRequested, TransactionSnapshot> Requests => new()
    {
        { Sale.PaymentRequested, Processing },
        { Sale.TopupRequested, OfType(TransactionType.Topup) },
        { Sale.WithdrawalRequested, OfType(TransactionType.Withdrawal) },
        { Sale.TransferRequested, OfType(TransactionType.Transfer) },
        {
            Sale.RefundRequested,
            OfType(TransactionType.Refund) with
            {
                SourceAccountId = Sale.Shop,
                DestinationAccountId = Sale.Buyer,
                OriginalTransactionId = Sale.RefundId,
            }
        },
    };

    /// <summary>
    /// Events of a payment, a minute apart; the row after the last; the one it was first answered with.
    /// </summary>
    public static TheoryData<string, IEvent[], TransactionSnapshot, TransactionSnapshot> Payments => new()
    {
        { "requested", [], Processing, Processing },
        { "authorized", [Sale.Authorized], Authorized, Authorized },
        {
            "being captured", [Sale.Authorized, Sale.CaptureRequested(60m)],
            Authorized with { Status = TransactionStatus.Processing, CapturedAmount = 60m }, Authorized
        },
        {
            "captured in part", [Sale.Authorized, Sale.CaptureRequested(60m), Sale.CompletedWithFee(2.00m)],
            Captured, Authorized
        },
        {
            "refund reserved",
            [Sale.Authorized, Sale.CaptureRequested(60m), Sale.CompletedWithFee(2.00m), Sale.Reserved(20m)],
            Captured, Authorized
        },
        {
            "refund released",
            [
                Sale.Authorized, Sale.CaptureRequested(60m), Sale.CompletedWithFee(2.00m), Sale.Reserved(20m),
                Sale.Released,
            ],
            Captured, Authorized
        },
        {
            "refunded twice",
            [
                Sale.Authorized, Sale.CaptureRequested(60m), Sale.CompletedWithFee(2.00m), Sale.Reserved(20m),
                Sale.Refunded(20m, after: 20m), Sale.Refunded(25m, after: 45m),
            ],
            Captured with { RefundedAmount = 45m }, Authorized
        },
        {
            "capture failed", [Sale.Authorized, Sale.CaptureRequested(60m), Sale.Failed],
            Authorized with { Status = TransactionStatus.Failed, Failure = Sale.Broke, CompletedAt = Minute(3) },
            Authorized
        },
        {
            "captured too late", [Sale.Authorized, Sale.CaptureRequested(60m), Sale.Expired],
            Authorized with { Status = TransactionStatus.Expired, CompletedAt = Minute(3) }, Authorized
        },
        {
            "being voided", [Sale.Authorized, Sale.VoidRequested],
            Authorized with { Status = TransactionStatus.Processing }, Authorized
        },
        {
            "voided", [Sale.Authorized, Sale.VoidRequested, Sale.Voided],
            Authorized with { Status = TransactionStatus.Voided, CompletedAt = Minute(3) }, Authorized
        },
        {
            "expired", [Sale.Authorized, Sale.Expired],
            Authorized with { Status = TransactionStatus.Expired, CompletedAt = Minute(2) }, Authorized
        },
        {
            "captured at once", [Sale.Completed],
            Processing with { Status = TransactionStatus.Completed, CapturedAmount = 100m, CompletedAt = Minute(1) },
            Processing with { Status = TransactionStatus.Completed, CapturedAmount = 100m, CompletedAt = Minute(1) }
        },
        {
            "captured at once, then refunded", [Sale.Completed, Sale.Reserved(5m), Sale.Refunded(5m, after: 5m)],
            Processing with
            {
                Status = TransactionStatus.Completed,
                CapturedAmount = 100m,
                CompletedAt = Minute(1),
                RefundedAmount = 5m,
            },
            Processing with { Status = TransactionStatus.Completed, CapturedAmount = 100m, CompletedAt = Minute(1) }
        },
        {
            "refused", [Sale.Failed],
            Processing with { Status = TransactionStatus.Failed, Failure = Sale.Broke, CompletedAt = Minute(1) },
            Processing with { Status = TransactionStatus.Failed, Failure = Sale.Broke, CompletedAt = Minute(1) }
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Should_begin_with_its_request(ITransactionRequested requested, TransactionSnapshot row) =>
        Assert.Equal(row, TransactionSnapshot.From(requested, "correlation-1", Minute(0)));

    [Theory]
    [MemberData(nameof(Payments))]
    public void Should_follow_each_event(
        string label, IEvent[] life, TransactionSnapshot row, TransactionSnapshot firstAnswer)
    {
        Assert.NotEmpty(label);
        var told = Told(Sale.PaymentRequested, life);

        Assert.Equal(row, told);
        Assert.Equal(firstAnswer, told.AsFirstAnswered());
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Should_say_of_a_payment_only_what_was_captured(ITransactionRequested requested, TransactionSnapshot row)
    {
        var fee = Sale.CompletedWithFee(2.00m);

        Assert.Equal(
            row with
            {
                Status = TransactionStatus.Completed,
                CapturedAmount = row.Type == TransactionType.Payment ? 100m : null,
                Fee = 2.00m,
                CompletedAt = Minute(1),
            },
            Told(requested, [fee]));
    }

    [Fact]
    public void Should_throw_at_an_event_that_no_row_knows()
    {
        var fault = Assert.Throws<UnreachableException>(
            () => Processing.After(new AccountActivated(Sale.Buyer, Reason: null), Minute(1)));

        Assert.Contains(nameof(AccountActivated), fault.Message, StringComparison.Ordinal);
    }

    static TransactionSnapshot Told(ITransactionRequested requested, IEvent[] life)
    {
        var told = TransactionSnapshot.From(requested, "correlation-1", Minute(0));
        for (var number = 1; number <= life.Length; number++)
            told = told.After(life[number - 1], Minute(number));
        return told;
    }

    static TransactionSnapshot OfType(TransactionType type) =>
        Processing with { Type = type, ExpiresAt = null, CardId = null };

    static DateTimeOffset Minute(int number) => Sale.Noon.AddMinutes(number);
}
