using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

public sealed class When_a_step_of_a_topup_cannot_be_carried_out
{
    [Fact]
    public void Should_call_off_the_debit() =>
        Topup.Debiting().When(Topup.DebitFailed).ThenSends(Topup.CancelDebit);

    [Fact]
    public void Should_fail_when_the_debit_is_called_off() => Topup.CancellingDebit()
        .When(Topup.DebitCalledOff(hadHappened: false))
        .ThenEndsWith(Topup.Fail(Topup.CouldNotBeCarriedOut));

    [Fact]
    public void Should_go_on_when_the_debit_had_happened_all_the_same() => Topup.CancellingDebit()
        .When(Topup.DebitCalledOff(hadHappened: true))
        .ThenSends(Topup.Credit)
        .When(Topup.CreditAccepted)
        .ThenEndsWith(Topup.Complete);

    [Fact]
    public void Should_forget_a_failure_that_was_none() => Topup.CancellingDebit()
        .Given(Topup.DebitCalledOff(hadHappened: true))
        .Given(Topup.CreditRejected)
        .When(Topup.ReversalConfirmed)
        .ThenEndsWith(Topup.Fail(Topup.Refused));

    [Fact]
    public void Should_call_off_the_credit() =>
        Topup.Crediting().When(Topup.CreditFailed).ThenSends(Topup.CancelCredit);

    [Fact]
    public void Should_undo_the_debit_when_the_credit_is_called_off() => Topup.CancellingCredit()
        .When(Topup.CreditCalledOff(hadHappened: false))
        .ThenSends(Topup.Reverse(RefusalCodes.ProcessingFailed))
        .When(Topup.ReversalConfirmed)
        .ThenEndsWith(Topup.Fail(Topup.CouldNotBeCarriedOut));

    [Fact]
    public void Should_complete_when_the_credit_had_happened_all_the_same() => Topup.CancellingCredit()
        .When(Topup.CreditCalledOff(hadHappened: true))
        .ThenEndsWith(Topup.Complete);

    [Fact]
    public void Should_wait_for_an_operator_when_calling_off_the_debit_fails_too() => Topup.CancellingDebit()
        .When(Topup.Failed("account.cancel_movement.v1"))
        .ThenSendsNothing()
        .When(Topup.DebitCalledOff(hadHappened: false))
        .ThenEndsWith(Topup.Fail(Topup.CouldNotBeCarriedOut));

    [Fact]
    public void Should_wait_for_an_operator_when_calling_off_the_credit_fails_too() => Topup.CancellingCredit()
        .When(Topup.Failed("account.cancel_movement.v1"))
        .ThenSendsNothing()
        .When(Topup.CreditCalledOff(hadHappened: true))
        .ThenEndsWith(Topup.Complete);

    [Fact]
    public void Should_wait_for_an_operator_when_undoing_the_debit_fails() => Topup.Reversing()
        .When(Topup.Failed("account.reverse_debit.v1"))
        .ThenSendsNothing()
        .When(Topup.ReversalConfirmed)
        .ThenEndsWith(Topup.Fail(Topup.Refused));
}
