using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_a_movement_has_its_key
{
    static readonly Guid Transaction = Guid.Parse("5ae01840-4dca-843a-9071-6a36b54d265f");
    static readonly Guid Original = Guid.Parse("77f55fe5-0d2f-8a1b-8c0d-4b8f2a3a7d10");
    static readonly Guid Holder = Guid.Parse("11111111-1111-4111-8111-111111111111");
    static readonly Money Amount = new(1.50m, new CurrencyCode("USD"));

    /// <summary>Keys are stored: the same movement must get the same one for ever.</summary>
    [Theory]
    [InlineData(MovementPart.Debit, false, "5ae01840-4dca-843a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Credit, false, "5ae01840-4dca-943a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Fee, false, "5ae01840-4dca-a43a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Hold, false, "5ae01840-4dca-b43a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Refund, false, "5ae01840-4dca-c43a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Debit, true, "5ae01840-4dca-043a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Credit, true, "5ae01840-4dca-143a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Fee, true, "5ae01840-4dca-243a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Hold, true, "5ae01840-4dca-343a-9071-6a36b54d265f")]
    [InlineData(MovementPart.Refund, true, "5ae01840-4dca-443a-9071-6a36b54d265f")]
    public void Should_differ_from_its_transaction_in_one_digit_only(MovementPart part, bool isReversal, string key) =>
        Assert.Equal(Guid.Parse(key), MovementKey.Of(Transaction, part, isReversal));

    [Fact]
    public void Should_differ_in_one_digit_where_it_ends_or_is_confirmed()
    {
        Assert.Equal(Guid.Parse("5ae01840-4dca-d43a-9071-6a36b54d265f"), MovementKey.EndOf(Transaction));
        Assert.Equal(Guid.Parse("5ae01840-4dca-e43a-9071-6a36b54d265f"), MovementKey.ConfirmationOf(Transaction));
    }

    [Fact]
    public void Should_be_another_for_each_part_and_direction()
    {
        Guid[] transactions = [Transaction, DeterministicId.Request("main", "order-2")];
        var keys =
            from transaction in transactions
            from part in Enum.GetValues<MovementPart>()
            from isReversal in (bool[])[false, true]
            select MovementKey.Of(transaction, part, isReversal);

        Assert.Distinct(
            [
                .. keys,
                .. transactions.Select(MovementKey.EndOf),
                .. transactions.Select(MovementKey.ConfirmationOf),
            ]);
    }

    [Fact]
    public void Should_not_be_made_for_a_part_that_has_no_digit() => Assert.Throws<ArgumentOutOfRangeException>(
        () => MovementKey.Of(Transaction, (MovementPart)Enum.GetValues<MovementPart>().Length, isReversal: false));

    [Fact]
    public void Should_be_told_by_the_event()
    {
        AssertKey(Debited(null), MovementPart.Debit, isReversal: false);
        AssertKey(Debited(MovementPart.Fee), MovementPart.Fee, isReversal: false);
        AssertKey(Credited(null), MovementPart.Credit, isReversal: false);
        AssertKey(Credited(MovementPart.Fee), MovementPart.Fee, isReversal: false);
        AssertKey(DebitReversed(null), MovementPart.Debit, isReversal: true);
        AssertKey(DebitReversed(MovementPart.Fee), MovementPart.Fee, isReversal: true);
        AssertKey(
            new AccountCreditReversed(Holder, Transaction, Amount, 0m, "voided", MovementPart.Credit),
            MovementPart.Credit,
            isReversal: true);
        AssertKey(
            new AccountHoldPlaced(Holder, Transaction, Amount, 0m, Holder, null), MovementPart.Hold, isReversal: false);
        AssertKey(
            new AccountHoldReleased(Holder, Transaction, Amount, 0m, "voided"), MovementPart.Hold, isReversal: true);
        AssertKey(new AccountHoldExpired(Holder, Transaction, Amount, 0m), MovementPart.Hold, isReversal: true);
        AssertKey(
            new RefundReserved(Original, Transaction, Amount, FeeReturned: 0m), MovementPart.Refund, isReversal: false);
        AssertKey(new RefundReleased(Original, Transaction), MovementPart.Refund, isReversal: true);
    }

    [Fact]
    public void Should_be_one_for_all_ends_of_a_transaction() => Assert.All(
        (IHappenOnce[])
        [
            new TransactionCompleted(Transaction),
            new TransactionFailed(Transaction, new Refusal(RefusalCodes.ProcessingFailed, "It went wrong.")),
            new TransactionVoided(Transaction),
            new TransactionExpired(Transaction),
        ],
        end => Assert.Equal(MovementKey.EndOf(Transaction), end.OnceKey));

    static AccountDebited Debited(MovementPart? part) => new(Holder, Transaction, Amount, 0m, Holder, null, Part: part);

    static AccountCredited Credited(MovementPart? part) => new(Holder, Transaction, Amount, 0m, Holder, null, part);

    static AccountDebitReversed DebitReversed(MovementPart? part) =>
        new(Holder, Transaction, Amount, 0m, "voided", part);

    static void AssertKey(IHappenOnce movement, MovementPart part, bool isReversal) =>
        Assert.Equal(MovementKey.Of(Transaction, part, isReversal), movement.OnceKey);
}
