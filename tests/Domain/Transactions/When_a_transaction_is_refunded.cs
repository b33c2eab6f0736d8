using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Transactions.TransactionSpec;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_is_refunded
{
    static readonly IEvent[] Paid =
        [Sale.PaymentRequested, Sale.Authorized, Sale.CaptureRequested(60m), Sale.CompletedWithFee(1.00m)];

    public static TheoryData<string, IEvent[], decimal> Refundable => new()
    {
        { "a top-up", [Sale.TopupRequested, Sale.Completed], 100m },
        { "a transfer", [Sale.TransferRequested, Sale.Completed], 100m },
        { "a payment that took its money at once", [Sale.PaymentRequested, Sale.Completed], 100m },
        { "a payment, of what was captured", Paid[..3].Append(Sale.Completed).ToArray(), 60m },
    };

    [Theory]
    [MemberData(nameof(Refundable))]
    public void Should_reserve_all_or_a_part_but_no_more(string label, IEvent[] life, decimal all)
    {
        Assert.NotEmpty(label);
        var original = Given(life);

        original.When(Sale.Reserve(all)).ThenOnce(Sale.Reserved(all));
        original.When(Sale.Reserve(0.01m)).ThenOnce(Sale.Reserved(0.01m));
        original.When(Sale.Reserve(all + 0.01m)).ThenRefused(
            RefusalCodes.RefundExceedsRemaining, TooMuch(all + 0.01m, left: all));
    }

    public static TheoryData<string, IEvent[]> NotRefundable => new()
    {
        { "a withdrawal", [Sale.WithdrawalRequested, Sale.Completed] },
        { "a refund", [Sale.RefundRequested, Sale.Completed] },
        { "a transfer on its way", [Sale.TransferRequested] },
        { "a failed one", [Sale.TransferRequested, Sale.Failed] },
        { "an authorized one", [Sale.PaymentRequested, Sale.Authorized] },
        { "one that is being captured", [Sale.PaymentRequested, Sale.Authorized, Sale.CaptureRequested(60m)] },
        { "a voided one", [Sale.PaymentRequested, Sale.Authorized, Sale.VoidRequested, Sale.Voided] },
        { "an expired one", [Sale.PaymentRequested, Sale.Authorized, Sale.Expired] },
    };

    [Theory]
    [MemberData(nameof(NotRefundable))]
    public void Should_be_refused_for_what_moved_nothing_or_cannot_come_back(string label, IEvent[] life)
    {
        Assert.NotEmpty(label);
        Given(life).When(Sale.Reserve(1m)).ThenRefused(RefusalCodes.TransactionNotRefundable);
    }

    [Fact]
    public void Should_be_refused_when_there_is_no_such_transaction() =>
        Given().When(Sale.Reserve(1m)).ThenRefused(RefusalCodes.TransactionNotFound);

    [Fact]
    public void Should_leave_what_others_have_not_reserved_or_taken()
    {
        var reserved = Given([.. Paid, OfOther(Sale.Reserved(25m))]);
        var done = reserved.And(Sale.Refunded(25m, after: 25m) with { RefundId = Sale.OtherRefundId });

        foreach (var original in new[] { reserved, done })
        {
            original.When(Sale.Reserve(35m)).ThenOnce(Sale.Reserved(35m, fee: 1.00m));
            original.When(Sale.Reserve(35.01m)).ThenRefused(
                RefusalCodes.RefundExceedsRemaining, TooMuch(35.01m, left: 35m));
        }
    }

    [Fact]
    public void Should_leave_nothing_after_all_of_it() => Given([.. Paid, OfOther(Sale.Reserved(60m, fee: 1.00m))])
        .When(Sale.Reserve(0.01m))
        .ThenRefused(RefusalCodes.RefundExceedsRemaining, TooMuch(0.01m, left: 0m));

    [Fact]
    public void Should_keep_its_first_amount_when_it_is_reserved_again_with_another()
    {
        Given([.. Paid, Sale.Reserved(25m)]).When(Sale.Reserve(60m)).ThenNothing();
        Given([.. Paid, Sale.Reserved(25m), Sale.Refunded(25m, after: 25m)]).When(Sale.Reserve(25m)).ThenNothing();
    }

    [Fact]
    public void Should_free_its_share_when_released()
    {
        var released = Given([.. Paid, OfOther(Sale.Reserved(60m, fee: 1.00m))])
            .And(Sale.Released with { RefundId = Sale.OtherRefundId });

        released.When(Sale.Reserve(60m)).ThenOnce(Sale.Reserved(60m, fee: 1.00m));
        released.When(Sale.Reserve(60.01m)).ThenRefused(
            RefusalCodes.RefundExceedsRemaining, TooMuch(60.01m, left: 60m));
    }

    [Fact]
    public void Should_be_released_once() =>
        Given([.. Paid, Sale.Reserved(25m)]).When(Sale.Release).ThenOnce(Sale.Released);

    [Fact]
    public void Should_not_be_reserved_any_more_once_released_even_before()
    {
        Given(Paid).When(Sale.Release).ThenOnce(Sale.Released);
        Given([.. Paid, Sale.Released]).When(Sale.Reserve(1m)).ThenRefused(RefusalCodes.ProcessingFailed);
    }

    [Fact]
    public void Should_not_be_reserved_with_a_transaction_that_was_requested_after_its_release()
    {
        Given().When(Sale.Release).ThenOnce(Sale.Released);
        Given(Sale.Released).When(Sale.RequestTopup).Then(Sale.TopupRequested);
        Given(Sale.Released, Sale.TopupRequested, Sale.Completed)
            .When(Sale.Reserve(1m)).ThenRefused(RefusalCodes.ProcessingFailed);
    }

    [Fact]
    public void Should_be_confirmed_once_with_the_sum_of_all_refunds()
    {
        Given([.. Paid, Sale.Reserved(25m)]).When(Sale.Confirm).ThenOnce(Sale.Refunded(25m, after: 25m));
        Given(
            [
                .. Paid,
                OfOther(Sale.Reserved(20m)),
                Sale.Refunded(20m, after: 20m) with { RefundId = Sale.OtherRefundId },
                Sale.Reserved(25m),
            ])
            .When(Sale.Confirm)
            .ThenOnce(Sale.Refunded(25m, after: 45m));
    }

    [Fact]
    public void Should_throw_when_what_was_not_reserved_is_confirmed_and_what_took_place_is_released()
    {
        Given(Paid).When(Sale.Confirm).ThenThrowsNaming($"{Sale.RefundId}", $"{Sale.Id}", "lost count");
        Given([.. Paid, Sale.Released]).When(Sale.Confirm).ThenThrowsNaming($"{Sale.RefundId}", "lost count");
        Given([.. Paid, Sale.Reserved(25m), Sale.Refunded(25m, after: 25m)])
            .When(Sale.Release)
            .ThenThrowsNaming($"{Sale.RefundId}", $"{Sale.Id}", "lost count");
    }

    /// <summary>Refunds before, of 60; this one; what it returns of a fee of a dollar.</summary>
    public static TheoryData<decimal[], decimal, decimal, string> FeeShares => new()
    {
        { [], 60m, 1.00m, "all" },
        { [], 30m, 0.50m, "half" },
        { [], 20m, 0.33m, "a third, cut" },
        { [20m], 20m, 0.33m, "the second third, cut" },
        { [20m, 20m], 20m, 0.34m, "the last third gets the rest" },
        { [], 0.59m, 0.00m, "less than a cent" },
        { [0.59m], 59.41m, 1.00m, "the last gets all, when others were too small" },
        { [59.99m], 0.01m, 0.01m, "the last cent gets the last cent" },
    };

    [Theory]
    [MemberData(nameof(FeeShares))]
    public void Should_return_its_share_of_the_fee(decimal[] before, decimal amount, decimal share, string label)
    {
        Assert.NotEmpty(label);
        var original = Given(Paid);
        for (var number = 0; number < before.Length; number++)
        {
            var shareBefore = decimal.Floor(before[number] / 60m * 100m) / 100m;
            original = original.And(
                Sale.Reserved(before[number], shareBefore) with { RefundId = new Guid(number + 1, 0, 0, new byte[8]) });
        }

        original.When(Sale.Reserve(amount)).ThenOnce(Sale.Reserved(amount, share));
    }

    [Fact]
    public void Should_return_no_fee_that_is_kept()
    {
        var kept = Sale.Completed with { Fee = new ChargedFee(1.00m, ReturnedOnRefund: false) };

        Given([.. Paid[..3], kept]).When(Sale.Reserve(60m)).ThenOnce(Sale.Reserved(60m));
    }

    /// <summary>
    /// The rest of the fee had gone to a refund that came last; then others were released, and their money is refunded
    /// in other parts. What is left of the fee is less than what these parts would get by their proportion.
    /// </summary>
    [Fact]
    public void Should_never_return_more_than_is_left_of_the_fee()
    {
        var original = Given(
            Sale.TransferRequested with { Amount = new Money(4m, Sale.Usd) },
            Sale.CompletedWithFee(0.03m),
            OfOther(Sale.Reserved(2m, fee: 0.03m)));

        original.When(Sale.Reserve(1.50m)).ThenOnce(Sale.Reserved(1.50m, fee: 0m));
        original.And(Sale.Reserved(1.50m))
            .When(Sale.Reserve(0.50m) with { RefundId = Sale.Buyer })
            .ThenOnce(Sale.Reserved(0.50m) with { RefundId = Sale.Buyer });
    }

    static RefundReserved OfOther(RefundReserved reserved) => reserved with { RefundId = Sale.OtherRefundId };

    static Func<Refusal, Refusal> TooMuch(decimal requested, decimal left) => refusal =>
        refusal with { Currency = Sale.Usd, Requested = requested, Available = left };
}
