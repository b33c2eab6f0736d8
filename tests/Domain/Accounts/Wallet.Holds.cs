using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Accounts;

static partial class Wallet
{
    /// <summary>25 cents and 1 %, at least 30 cents, at most 5 dollars.</summary>
    public static FeeRule Rule => new(
        Fixed: 0.25m, Percent: 1m, Minimum: 0.30m, Maximum: 5m, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true);

    public static FeeTariff Tariff => new(
        User: Rule, Merchant: Rule with { Fixed = 0m, Minimum = null }, Business: null);

    public static PlaceHold Place(decimal amount) =>
        new(Id, Transaction, "main", new Money(amount, Usd), Counterparty, "invoice 12");

    public static CaptureHold Capture(decimal amount) =>
        new(Id, Transaction, new Money(amount, Usd), Counterparty, "invoice 12");

    public static ReleaseHold Release => new(Id, Transaction, "voided");

    public static ExpireHold Expire => new(Id, Transaction);

    public static AccountHoldPlaced HoldPlaced(decimal amount, decimal heldAfter) =>
        new(Id, Transaction, new Money(amount, Usd), heldAfter, Counterparty, "invoice 12");

    public static AccountHoldReleased HoldReleased(decimal amount, decimal heldAfter) =>
        new(Id, Transaction, new Money(amount, Usd), heldAfter, "voided");

    public static AccountHoldExpired HoldExpired(decimal amount, decimal heldAfter) =>
        new(Id, Transaction, new Money(amount, Usd), heldAfter);

    /// <param name="total">With the fee.</param>
    /// <param name="after">The balance.</param>
    /// <param name="heldAfter">By other holds.</param>
    /// <param name="fee">Part of the total.</param>
    public static AccountDebited Captured(decimal total, decimal after, decimal heldAfter = 0m, decimal? fee = null) =>
        Debited(total, after) with
        {
            HeldAfter = heldAfter,
            Fee = fee is { } charged ? new ChargedFee(charged, ReturnedOnRefund: true) : null,
        };
}
