using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_is_waited_for
{
    static readonly TransactionSnapshot Processing =
        TransactionSnapshot.From(Sale.PaymentRequested, "correlation-1", Sale.Noon);

    [Theory]
    [InlineData(TransactionStatus.Processing, false, false)]
    [InlineData(TransactionStatus.Authorized, false, true)]
    [InlineData(TransactionStatus.Completed, true, true)]
    [InlineData(TransactionStatus.Failed, true, true)]
    [InlineData(TransactionStatus.Voided, true, true)]
    [InlineData(TransactionStatus.Expired, true, true)]
    public void Should_be_answered_when_it_is_final_or_authorized(
        TransactionStatus status, bool isFinal, bool isAnswered)
    {
        var told = Processing with
        {
            Status = status,
            AuthorizedAt = status == TransactionStatus.Authorized ? Sale.Noon : null,
        };

        Assert.Equal((isFinal, isAnswered), (told.IsFinal, told.IsAnswered));
    }

    [Fact]
    public void Should_stay_answered_while_it_is_captured()
    {
        var capturing = Processing
            .After(Sale.Authorized, Sale.Noon)
            .After(Sale.CaptureRequested(60m), Sale.Noon);

        Assert.Equal((false, true), (capturing.IsFinal, capturing.IsAnswered));
    }
}
