using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions;
using static BillingEngine.Domain.Tests.Transactions.TransactionSpec;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_is_rebuilt
{
    static readonly Guid ThirdRefund = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000004");

    static readonly IEvent[] FullLife =
    [
        Sale.PaymentRequested,
        Sale.Authorized,
        Sale.CaptureRequested(60.50m),
        Sale.CompletedWithFee(2.00m),
        Sale.Reserved(20m, fee: 0.66m),
        Sale.Refunded(20m, after: 20m),
        Sale.Reserved(10.25m, fee: 0.33m) with { RefundId = Sale.OtherRefundId },
        Sale.Released with { RefundId = ThirdRefund },
    ];

    public static TheoryData<string, IEvent[]> Lives => new()
    {
        { "refunded", FullLife },
        { "a top-up", [Sale.TopupRequested, Sale.Completed] },
        { "a withdrawal", [Sale.WithdrawalRequested with { Fees = Sale.Tariff }, Sale.Failed] },
        { "a transfer", [Sale.TransferRequested with { Fees = Sale.Tariff }, Sale.CompletedWithFee(3.20m)] },
        { "a refund", [Sale.RefundRequested, Sale.Completed] },
        { "voided", [Sale.PaymentRequested, Sale.Authorized, Sale.VoidRequested, Sale.Voided] },
        { "expired", [Sale.PaymentRequested, Sale.Authorized, Sale.Expired] },
    };

    [Fact]
    public void Should_be_what_its_events_say()
    {
        var transaction = Replay(FullLife);

        Assert.Equal(TransactionType.Payment, transaction.Type);
        Assert.Equal(TransactionStatus.Completed, transaction.Status);
        Assert.Equal(Sale.Hundred, transaction.Amount);
        Assert.Equal(60.50m, transaction.Moved);
        Assert.Equal(new ChargedFee(2.00m, ReturnedOnRefund: true), transaction.Fee);
        Assert.Equal(Sale.Expiry, transaction.ExpiresAt);
        Assert.Equal(PaymentOrder.Capture, transaction.Order);
        Assert.Equal(20m, transaction.Refunded);
        Assert.Equal(30.25m, transaction.Refundable);
        Assert.Equal(
            new Dictionary<Guid, RefundShare>
            {
                [Sale.RefundId] = new(20m, 0.66m, RefundState.Done),
                [Sale.OtherRefundId] = new(10.25m, 0.33m, RefundState.Reserved),
                [ThirdRefund] = new(0m, 0m, RefundState.Released),
            },
            transaction.Refunds.ToDictionary());
    }

    [Theory]
    [MemberData(nameof(Lives))]
    public void Should_come_back_from_a_snapshot_as_it_was(string label, IEvent[] life)
    {
        for (var length = 1; length <= life.Length; length++)
        {
            var transaction = Replay(life[..length]);

            var back = ThroughSnapshot(transaction);

            // Dictionaries compare by reference, so they are compared on their own.
            Assert.Equal(transaction.Refunds, back.Refunds);
            Assert.True(transaction == back with { Refunds = transaction.Refunds }, $"{label}, {length}: {back}");
        }
    }

    [Fact]
    public void Should_keep_the_decimals_of_its_fee_that_shares_are_cut_to()
    {
        var back = ThroughSnapshot(Replay(Sale.TransferRequested, Sale.CompletedWithFee(2.00m)));

        Assert.Equal(2, back.Fee!.Amount.Scale);
    }

    [Fact]
    public void Should_throw_at_an_event_it_does_not_know()
    {
        var fault = Assert.Throws<UnreachableException>(
            () => Replay(Sale.TopupRequested, new AccountActivated(Sale.Buyer, Reason: null)));

        Assert.Contains(nameof(AccountActivated), fault.Message, StringComparison.Ordinal);
    }

    static Transaction ThroughSnapshot(Transaction transaction) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(transaction, TransactionJson.Default.Transaction),
        TransactionJson.Default.Transaction)!;
}
