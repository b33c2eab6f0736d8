using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Topup;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

/// <summary>
/// An operator may retry a failed order while the saga is calling it off, so that both are answered; another bus may
/// bring an answer twice. Money must not move for the second answer.
/// </summary>
public sealed class When_an_answer_comes_out_of_place
{
    [Fact]
    public void Should_not_credit_twice_when_a_failed_debit_is_retried_while_it_is_called_off() =>
        Topup.CancellingDebit()
            .When(Topup.DebitAccepted)
            .ThenSendsNothing()
            .When(Topup.DebitCalledOff(hadHappened: true))
            .ThenSends(Topup.Credit);

    [Fact]
    public void Should_keep_the_reason_when_a_failed_debit_is_retried_and_refused() => Topup.CancellingDebit()
        .When(Topup.DebitRejected)
        .ThenSendsNothing()
        .When(Topup.DebitCalledOff(hadHappened: false))
        .ThenEndsWith(Topup.Fail(Topup.CouldNotBeCarriedOut));

    [Fact]
    public void Should_complete_once_when_a_failed_credit_is_retried_while_it_is_called_off() =>
        Topup.CancellingCredit()
            .When(Topup.CreditAccepted)
            .ThenSendsNothing()
            .When(Topup.CreditCalledOff(hadHappened: true))
            .ThenEndsWith(Topup.Complete);

    [Fact]
    public void Should_keep_the_reason_when_a_called_off_credit_is_retried_and_refused() => Topup.CancellingCredit()
        .Given(Topup.CreditCalledOff(hadHappened: false))
        .When(Topup.CreditRejected with { Refusal = new Refusal(RefusalCodes.ProcessingFailed, "was called off") })
        .ThenSendsNothing()
        .When(Topup.ReversalConfirmed)
        .ThenEndsWith(Topup.Fail(Topup.CouldNotBeCarriedOut));

    [Theory]
    [MemberData(nameof(OutOfPlace))]
    public void Should_do_nothing_about_it(string step, IMessage answer)
    {
        var saga = At(step);
        var before = saga.Data.Step;

        Deliver(saga, answer).ThenSendsNothing();

        Assert.Equal(before, saga.Data.Step);
    }

    /// <summary>Every answer that a step does not wait for.</summary>
    public static TheoryData<string, IMessage> OutOfPlace()
    {
        var awaited = new Dictionary<string, IMessage[]>
        {
            [nameof(Topup.Debiting)] = [Topup.DebitAccepted, Topup.DebitRejected],
            [nameof(Topup.CancellingDebit)] =
                [Topup.DebitCalledOff(hadHappened: true), Topup.DebitCalledOff(hadHappened: false)],
            [nameof(Topup.Crediting)] = [Topup.CreditAccepted, Topup.CreditRejected],
            [nameof(Topup.CancellingCredit)] =
                [Topup.CreditCalledOff(hadHappened: true), Topup.CreditCalledOff(hadHappened: false)],
            [nameof(Topup.Reversing)] = [Topup.ReversalConfirmed],
        };
        IMessage[] all = [Topup.Requested, .. awaited.Values.SelectMany(answers => answers)];
        var outOfPlace = new TheoryData<string, IMessage>();
        foreach (var step in awaited.Keys)
        {
            foreach (var answer in all.Except(awaited[step]))
                outOfPlace.Add(step, answer);
        }

        return outOfPlace;
    }

    static SagaSpec<TopupSaga, TopupSagaData> At(string step) => step switch
    {
        nameof(Topup.Debiting) => Topup.Debiting(),
        nameof(Topup.CancellingDebit) => Topup.CancellingDebit(),
        nameof(Topup.Crediting) => Topup.Crediting(),
        nameof(Topup.CancellingCredit) => Topup.CancellingCredit(),
        nameof(Topup.Reversing) => Topup.Reversing(),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step."),
    };

    static SagaSpec<TopupSaga, TopupSagaData> Deliver(
        SagaSpec<TopupSaga, TopupSagaData> saga, IMessage answer) => answer switch
        {
            TopupRequested requested => saga.When(requested),
            DebitAccepted accepted => saga.When(accepted),
            DebitRejected rejected => saga.When(rejected),
            CreditAccepted accepted => saga.When(accepted),
            CreditRejected rejected => saga.When(rejected),
            DebitReversalConfirmed confirmed => saga.When(confirmed),
            MovementCancellation cancellation => saga.When(cancellation),
            _ => throw new ArgumentException($"A top-up gets no {answer.GetType().Name}.", nameof(answer)),
        };
}
