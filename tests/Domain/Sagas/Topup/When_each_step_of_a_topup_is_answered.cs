using BillingEngine.Messages;
using BillingEngine.Transactions.Topup;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

public sealed class When_each_step_of_a_topup_is_answered
{
    [Fact]
    public void Should_debit_the_source_first() => Topup.Debiting().ThenSends(Topup.Debit);

    [Fact]
    public void Should_credit_the_destination_after_the_debit() =>
        Topup.Debiting().When(Topup.DebitAccepted).ThenSends(Topup.Credit);

    [Fact]
    public void Should_complete_after_the_credit() =>
        Topup.Crediting().When(Topup.CreditAccepted).ThenEndsWith(Topup.Complete);

    [Fact]
    public void Should_fail_with_the_reason_when_the_debit_is_refused() =>
        Topup.Debiting().When(Topup.DebitRejected).ThenEndsWith(Topup.Fail(Topup.Refused));

    [Fact]
    public void Should_undo_the_debit_when_the_credit_is_refused() =>
        Topup.Crediting().When(Topup.CreditRejected).ThenSends(Topup.Reverse(RefusalCodes.AccountFrozen));

    [Fact]
    public void Should_fail_with_the_reason_once_the_debit_is_undone() =>
        Topup.Reversing().When(Topup.ReversalConfirmed).ThenEndsWith(Topup.Fail(Topup.Refused));

    [Fact]
    public void Should_know_all_of_its_order_at_every_step()
    {
        var data = Topup.Crediting().Data;

        Assert.Equal((Topup.Id, TopupStep.CreditingDestination), (data.TransactionId, data.Step));
        Assert.Equal((Topup.Source, Topup.Destination), (data.SourceAccountId, data.DestinationAccountId));
        Assert.Equal(("main", Topup.Requested.Amount, "invoice 12"), (data.Ledger, data.Amount, data.Reference));
    }
}
