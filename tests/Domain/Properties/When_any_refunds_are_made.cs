using BillingEngine.Domain.Tests.Transactions;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using BillingEngine.Transactions;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

public sealed class When_any_refunds_are_made
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(40);

    /// <summary>It takes an unlucky row of refunds, taken and released, for a share to be too large.</summary>
    static readonly Config VeryThorough = Thorough.WithMaxTest(8_000);

    [Fact]
    public void Should_never_give_back_more_than_was_moved_and_charged() => Check(VeryThorough, transaction =>
        transaction.Refundable >= 0m
        && transaction.Refunds.Values.All(refund => refund.Fee >= 0m)
        && FeesOf(transaction) <= transaction.Fee!.Amount);

    [Fact]
    public void Should_give_back_exactly_the_fee_with_all_of_the_amount() => Check(Thorough, transaction =>
        transaction.Refundable != 0m || FeesOf(transaction) == transaction.Fee!.Amount);

    [Fact]
    public void Should_have_refunded_what_has_taken_place() => Check(Thorough, transaction =>
        transaction.Refunded
        == transaction.Refunds.Values.Where(refund => refund.State == RefundState.Done).Sum(refund => refund.Amount));

    static void Check(Config config, Func<Transaction, bool> holds) => Prop
        .ForAll(Cases().ToArbitrary(), refunds => Life(refunds).All(holds))
        .Check(config);

    static decimal FeesOf(Transaction transaction) => transaction.Refunds.Values.Sum(refund => refund.Fee);

    /// <summary>The transaction after each turn.</summary>
    static IEnumerable<Transaction> Life(Case refunds)
    {
        var transaction = TransactionSpec.Replay(
            Sale.TransferRequested with { Amount = new Money(refunds.Moved, Sale.Usd) },
            Sale.Completed with { Fee = new ChargedFee(refunds.Fee, ReturnedOnRefund: true) });
        foreach (var turn in refunds.Turns)
        {
            transaction = Take(turn, transaction).Aggregate(transaction, (state, e) => state.Evolve(e, Sale.Noon));
            yield return transaction;
        }
    }

    static IEvent[] Take(Turn turn, Transaction transaction) => turn.Kind switch
    {
        TurnKind.Reserve => Reserve(transaction, CutToCents(transaction.Refundable * turn.Number / 100m)),
        TurnKind.ReserveTheRest => Reserve(transaction, transaction.Refundable),
        TurnKind.ReserveTooMuch => Reserve(transaction, transaction.Refundable + 0.01m),
        TurnKind.Release when OneOf(transaction, turn.Number) is { } refundId =>
            transaction.Release(Sale.Release with { RefundId = refundId }),
        TurnKind.Confirm when OneOf(transaction, turn.Number) is { } refundId =>
            transaction.Confirm(Sale.Confirm with { RefundId = refundId }),
        _ => [],
    };

    static IEvent[] Reserve(Transaction transaction, decimal amount)
    {
        var order = Sale.Reserve(amount) with { RefundId = new Guid(transaction.Refunds.Count + 1, 0, 0, new byte[8]) };
        if (amount == 0m)
            return [];
        Assert.Equal(amount > transaction.Refundable, transaction.Reserve(order) is Decision.Refused);
        return transaction.Reserve(order) is Decision.Accepted(var events) ? events : [];
    }

    static Guid? OneOf(Transaction transaction, int number)
    {
        var reserved = transaction.Refunds
            .Where(refund => refund.Value.State == RefundState.Reserved)
            .Select(refund => refund.Key)
            .Order()
            .ToList();
        return reserved is [] ? null : reserved[number % reserved.Count];
    }

    static decimal CutToCents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.ToZero);

    /// <summary>Few cents, so that every one of them counts.</summary>
    static Gen<Case> Cases() =>
        from moved in Gen.Choose(1, 30)
        from fee in Gen.Choose(0, 15)
        from turns in Turns().ListOf()
        select new Case(moved * 0.01m, fee * 0.01m, [.. turns]);

    static Gen<Turn> Turns() =>
        from kind in Gen.Frequency(
            (6, Gen.Constant(TurnKind.Reserve)),
            (3, Gen.Constant(TurnKind.ReserveTheRest)),
            (1, Gen.Constant(TurnKind.ReserveTooMuch)),
            (3, Gen.Constant(TurnKind.Release)),
            (1, Gen.Constant(TurnKind.Confirm)))
        from number in Gen.Frequency((3, Gen.Choose(1, 100)), (2, Gen.Choose(1, 20)))
        select new Turn(kind, number);

    enum TurnKind
    {
        Reserve,
        ReserveTheRest,
        ReserveTooMuch,
        Release,
        Confirm,
    }

    /// <param name="Kind">What happens next.</param>
    /// <param name="Number">How many percent of what is left; or which refund of those that are reserved.</param>
    sealed record Turn(TurnKind Kind, int Number);

    sealed record Case(decimal Moved, decimal Fee, IReadOnlyList<Turn> Turns)
    {
        public override string ToString() => $"{Moved} and {Fee}:\n{string.Join("\n", Turns)}";
    }
}
