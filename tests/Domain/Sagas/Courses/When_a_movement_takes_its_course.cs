using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>
/// Every step of every saga, and every way in which it can turn out. What is to follow stands in a text file for each
/// saga, so that a person can read and check it.
/// </summary>
public sealed class When_a_movement_takes_its_course
{
    public static TheoryData<string> Sagas => [.. CourseCase.BySaga.Keys];

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_order_exactly_this(string saga) => ApprovedText.AssertIs(
        $"tests/Domain/Sagas/Courses/{saga}.txt",
        string.Join("\n", CourseCase.BySaga[saga].Select(TextOf)),
        "Each paragraph says what is ordered when one step turns out so: who changes it moves other people's money.");

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_leave_books_that_balance(string saga) => Assert.All(All(saga), sequence =>
    {
        var books = new PaperBooks(sequence);
        Assert.Equal(0m, books.Balances.Values.Sum());
        Assert.All(books.Held.Values, held => Assert.Equal(0m, held));
        if (sequence.Orders[^1].Order is not CompleteTransaction)
            Assert.All(books.Balances.Values, balance => Assert.Equal(0m, balance));
    });

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_undo_what_was_done_once_in_reverse_and_nothing_else(string saga) => Assert.All(
        All(saga),
        sequence =>
        {
            var done = sequence.Orders.Where(entry => entry.IsDone).Select(entry => PaperBooks.UndoneBy(entry.Order));
            var undone = sequence.Orders.Select(entry => PaperBooks.Undoes(entry.Order));
            Assert.Equal(
                sequence.Orders[^1].Order is CompleteTransaction ? [] : done.OfType<string>().Reverse(),
                undone.OfType<string>());
        });

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_give_the_reason_with_all_that_it_undoes(string saga) => Assert.All(All(saga), sequence =>
    {
        var reasons = sequence.Orders.Select(entry => entry.Order).Select(ReasonOf).OfType<string>();
        var expected = sequence.Orders[^1].Order switch
        {
            FailTransaction failure => failure.Refusal.Code,
            ExpireTransaction => "reservation_expired",
            _ => "voided",
        };
        Assert.All(reasons, reason => Assert.Equal(expected, reason));
    });

    [Fact]
    public void Should_wait_for_an_operator_when_the_confirmation_of_a_refund_fails()
    {
        var confirming = Reach("refund", "ConfirmRefund");

        var waiting = confirming.When(Participants.NotDelivered).When(new StepOverdue("ConfirmRefund"));

        Assert.Null(waiting.Order);
        Assert.Equal(confirming.Movement, waiting.Movement);
        var done = waiting.When(Participants.Accept(confirming.Order!, fee: null));
        Assert.True(done.IsOver);
        Assert.IsType<CompleteTransaction>(done.Order);
    }

    static IReadOnlyList<Sequence> All(string saga) => [.. CourseCase.BySaga[saga].SelectMany(SequencesOf)];

    static string TextOf(CourseCase one)
    {
        var paragraphs = SequencesOf(one).Select(sequence => string.Join("\n", sequence.Lines) + "\n");
        return $"{one.Name}\n{new string('=', one.Name.Length)}\n\n{string.Join("\n", paragraphs)}";
    }

    /// <summary>
    /// What is voided or expires has been held and nothing else; the other cases show what can happen before.
    /// </summary>
    static IEnumerable<Sequence> SequencesOf(CourseCase one)
    {
        var smooth = Sequence.Of(one);
        yield return smooth;
        if (one.Told is HoldDue or PaymentVoidRequested)
            yield break;
        foreach (var step in one.Course.Steps.Where(step => smooth.Steps.Contains(step.Name)))
        {
            foreach (var turnout in step.CallOff is null ? [] : TurnoutsOf(one, step.Name))
                yield return Sequence.Of(one, step.Name, turnout);
        }
    }

    static IEnumerable<Turnout> TurnoutsOf(CourseCase one, string step) =>
    [
        Turnout.Refused,
        Turnout.FailsForGood,
        Turnout.Overdue,
        Turnout.OverdueButHappened,
        .. step == "CaptureFunds" && one.Requested is PaymentRequested ? (Turnout[])[Turnout.HoldHasEnded] : [],
    ];

    static SagaMoment Reach(string saga, string step)
    {
        var one = CourseCase.BySaga[saga][0];
        var moment = one.Saga.Begin(one.Requested);
        while (moment.Movement.Step != step)
            moment = moment.When(Participants.Accept(moment.Order!, one.Fee));
        return moment;
    }

    static string? ReasonOf(ICommand order) => order switch
    {
        ReverseDebit reversal => reversal.Reason,
        ReverseCredit reversal => reversal.Reason,
        ReleaseHold release => release.Reason,
        _ => null,
    };
}
