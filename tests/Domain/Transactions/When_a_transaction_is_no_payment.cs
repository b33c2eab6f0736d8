using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Transactions.TransactionSpec;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_is_no_payment
{
    static readonly CompleteTransaction Complete = new(Sale.Id);
    static readonly FailTransaction Fail = new(Sale.Id, Sale.Broke);

    public static TheoryData<string, IEvent> Others => new()
    {
        { "top-up", Sale.TopupRequested },
        { "withdrawal", Sale.WithdrawalRequested },
        { "transfer", Sale.TransferRequested },
        { "refund", Sale.RefundRequested },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Should_not_be_captured_nor_voided(string type, IEvent requested)
    {
        Assert.NotEmpty(type);
        IEvent[][] lives = [[requested], [requested, Sale.Completed], [requested, Sale.Failed]];
        foreach (var life in lives)
        {
            Given(life).When(Sale.Capture).ThenRefused(RefusalCodes.TransactionNotCapturable);
            Given(life).When(Sale.Void).ThenRefused(RefusalCodes.TransactionNotCapturable);
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Should_end_once_and_one_way(string type, IEvent requested)
    {
        Assert.NotEmpty(type);
        Given(requested).When(Complete).ThenOnce(Sale.Completed);
        Given(requested).When(Fail).ThenOnce(Sale.Failed);
        Given(requested, Sale.Completed).When(Fail).ThenThrowsNaming("Completed");
        Given(requested, Sale.Failed).When(Complete).ThenThrowsNaming("Failed");
    }
}
