using BillingEngine.Messages.Transactions;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>No order waits for its answer for ever, and no hold outlives its time.</summary>
public sealed class When_a_step_is_watched
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Sagas => [.. CourseCase.BySaga.Keys];

    static CourseCase Manual => CourseCase.BySaga["payment"].First(one => one.IsManual);

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_be_watched_from_the_beginning(string saga)
    {
        var first = Begin(CourseCase.BySaga[saga][0]);

        AssertWatched(first.Movement.Step, first);
    }

    [Theory]
    [MemberData(nameof(Sagas))]
    public void Should_be_watched_anew_when_it_has_begun_since(string saga)
    {
        var first = Begin(CourseCase.BySaga[saga][0]);
        var second = Accept(first);

        var after = second.When(new StepOverdue(first.Movement.Step));

        Assert.Null(after.Order);
        AssertWatched(second.Movement.Step, after);
    }

    /// <summary>The watch of the step before has come to its end with the calling off.</summary>
    [Theory]
    [InlineData("topup")]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    public void Should_be_watched_when_the_step_before_was_called_off_but_had_happened(string saga)
    {
        var first = Begin(CourseCase.BySaga[saga][0]);
        var callingOff = first.When(new StepOverdue(first.Movement.Step));

        var second = callingOff.When(Participants.HadHappened(first.Order!, callingOff.Order!, fee: null));

        Assert.Equal(MovementPhase.Doing, second.Movement.Phase);
        AssertWatched(second.Movement.Step, second);
    }

    [Fact]
    public void Should_be_watched_when_the_step_of_a_refund_before_was_called_off_but_had_happened()
    {
        var takingBack = Accept(Begin(CourseCase.BySaga["refund"][0]));
        var callingOff = takingBack.When(new StepOverdue("TakeBack"));

        var next = callingOff.When(Participants.HadHappened(takingBack.Order!, callingOff.Order!, fee: null));

        AssertWatched(next.Movement.Step, next);
    }

    [Fact]
    public void Should_be_watched_when_a_payment_goes_on_with_its_capture()
    {
        var waiting = Accept(Begin(Manual));
        Assert.Empty(waiting.When(new StepOverdue("HoldFunds")).Alarms);

        var capturing = waiting.When(new PaymentCaptureRequested(CourseCase.Id, Manual.Requested.Amount));

        AssertWatched("CaptureFunds", capturing);
    }

    [Fact]
    public void Should_not_be_watched_while_it_is_called_off_or_undone()
    {
        var one = CourseCase.BySaga["transfer"][0];
        var capturing = Accept(Begin(one));
        var callingOff = capturing.When(new StepOverdue("CaptureFunds"));
        var undoing = callingOff.When(Participants.Accept(callingOff.Order!, fee: null));

        Assert.Equal(MovementPhase.Undoing, undoing.Movement.Phase);
        foreach (var moment in new[] { callingOff, undoing })
            Assert.Empty(moment.When(new StepOverdue("HoldFunds")).Alarms);
    }

    /// <summary>However late the hold is answered: only from then on is there anything to wait for.</summary>
    [Fact]
    public void Should_end_its_hold_in_time_from_when_it_waits()
    {
        var holding = Begin(Manual);
        var callingOff = holding.When(new StepOverdue("HoldFunds"));

        foreach (var waiting in new[]
        {
            Accept(holding),
            callingOff.When(Participants.HadHappened(holding.Order!, callingOff.Order!, fee: null)),
        })
        {
            Assert.Equal(MovementPhase.Waiting, waiting.Movement.Phase);
            Assert.Contains(new Alarm(new HoldDue(), After: null, CourseCase.ExpiresAt), waiting.Alarms);
        }
    }

    [Fact]
    public void Should_not_wait_for_the_end_of_a_hold_that_is_captured_at_once()
    {
        var one = CourseCase.BySaga["payment"][0];

        for (var moment = Begin(one); !moment.IsOver; moment = Accept(moment, one))
            Assert.DoesNotContain(moment.Alarms, alarm => alarm.Timeout is HoldDue);
    }

    static SagaMoment Begin(CourseCase one) => one.Saga.Begin(one.Requested);

    static SagaMoment Accept(SagaMoment moment, CourseCase? one = null) =>
        moment.When(Participants.Accept(moment.Order!, one?.Fee));

    static void AssertWatched(string step, SagaMoment moment) =>
        Assert.Equal([new Alarm(new StepOverdue(step), Limit, At: null)], moment.Alarms);
}
