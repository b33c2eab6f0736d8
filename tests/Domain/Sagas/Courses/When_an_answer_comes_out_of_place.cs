using BillingEngine.Messages.Transactions;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>
/// Late, twice, about another part, about an order that was called off meanwhile: money must not move for such an
/// answer.
/// </summary>
public sealed class When_an_answer_comes_out_of_place
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var (saga, variants) in CourseCase.BySaga)
            {
                for (var variant = 0; variant < variants.Count; variant++)
                    cases.Add(saga, variant);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Should_order_nothing_and_stay_where_it_is(string saga, int variant)
    {
        var one = CourseCase.BySaga[saga][variant];
        var looked = 0;
        foreach (var (name, moment) in Answers.MomentsOf(one))
        {
            foreach (var message in Answers.All(one).Where(message => !Answers.Awaits(one, moment, message)))
            {
                var after = moment.When(message);
                Assert.True(after.Order is null, $"{name}, {message}: orders {after.Order}");
                Assert.False(after.IsOver, $"{name}, {message}: is over");
                Assert.Equal(moment.Movement, after.Movement);
                looked++;
            }
        }

        Assert.True(looked > 20, $"Only {looked} messages were tried.");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Should_go_on_for_everything_that_it_waits_for(string saga, int variant)
    {
        var one = CourseCase.BySaga[saga][variant];
        foreach (var (name, moment) in Answers.MomentsOf(one))
        {
            foreach (var message in Answers.All(one).Where(message => Answers.Awaits(one, moment, message)))
                Assert.True(moment.When(message).Order is not null, $"{name}, {message}: nothing follows");
        }
    }

    /// <summary>The moments that are looked at above, so that none of them is missed without notice.</summary>
    [Fact]
    public void Should_come_to_all_these_moments() => Assert.Equal(
        [
            "CallingOff CaptureFunds",
            "CallingOff CollectFee",
            "CallingOff CreditDestination",
            "CallingOff HoldFunds",
            "Doing CaptureFunds",
            "Doing CollectFee",
            "Doing CreditDestination",
            "Doing HoldFunds",
            "Undoing CaptureFunds",
            "Undoing CollectFee",
            "Undoing HoldFunds",
            "Undoing HoldFunds, Expired",
            "Undoing HoldFunds, Voided",
            "Waiting Authorize",
        ],
        Answers.MomentsOf(CourseCase.BySaga["payment"].First(one => one.IsManual)).Keys);

    [Fact]
    public void Should_count_an_answer_that_comes_twice_once()
    {
        var one = CourseCase.BySaga["transfer"][0];
        var holding = one.Saga.Begin(one.Requested);
        var accepted = Participants.Accept(holding.Order!, fee: null);

        var capturing = holding.When(accepted);

        Assert.Equal("CaptureFunds", capturing.Movement.Step);
        Assert.Null(capturing.When(accepted).Order);
    }

    [Fact]
    public void Should_keep_the_reason_when_an_order_is_refused_while_it_is_called_off()
    {
        var one = CourseCase.BySaga["transfer"][0];
        var holding = one.Saga.Begin(one.Requested);
        var callingOff = holding.When(Participants.NotDelivered);

        var refused = callingOff.When(Participants.Refuse(holding.Order!, Participants.Frozen));

        Assert.Null(refused.Order);
        var end = refused.When(Participants.Accept(callingOff.Order!, fee: null)).Order;
        Assert.Equal("processing_failed", Assert.IsType<FailTransaction>(end).Refusal.Code);
    }

    [Fact]
    public void Should_forget_a_failure_that_was_none()
    {
        var one = CourseCase.BySaga["topup"][0];
        var debiting = one.Saga.Begin(one.Requested);
        var callingOff = debiting.When(Participants.NotDelivered);
        var crediting = callingOff.When(Participants.HadHappened(debiting.Order!, callingOff.Order!, fee: null));

        var undoing = crediting.When(Participants.Refuse(crediting.Order!, Participants.Frozen));

        Assert.Equal(MovementPhase.Undoing, undoing.Movement.Phase);
        Assert.Equal(Participants.Frozen, undoing.Movement.Failure);
    }
}
