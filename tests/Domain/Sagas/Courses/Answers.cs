using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>Every moment that a saga can come to, and what it waits for there.</summary>
static class Answers
{
    /// <summary>Each moment once, under a name that says how far the movement has come.</summary>
    public static IReadOnlyDictionary<string, SagaMoment> MomentsOf(CourseCase one)
    {
        var found = new SortedDictionary<string, SagaMoment>(StringComparer.Ordinal);
        Visit(one, one.Saga.Begin(one.Requested), found);
        return found;
    }

    public static string NameOf(Movement movement) =>
        $"{movement.Phase} {movement.Step}{(movement.End == MovementEnd.Failed ? "" : $", {movement.End}")}";

    /// <summary>Everything that anybody could say to the saga of a case.</summary>
    public static IReadOnlyList<object> All(CourseCase one) =>
    [
        one.Requested,
        Participants.NotDelivered,
        .. one.Requested is PaymentRequested ? Told(one) : [],
        .. one.Course.Steps.Select(step => new StepOverdue(step.Name)),
        .. Enum.GetValues<MovementPart>().SelectMany(Answering),
    ];

    /// <summary>What the saga goes on for; all else is late, comes twice, or is about something else.</summary>
    public static bool Awaits(CourseCase one, SagaMoment moment, object message)
    {
        var step = one.Course.Steps.Single(step => step.Name == moment.Movement.Step);
        return (moment.Movement.Phase, message) switch
        {
            (MovementPhase.Doing, MovementAccepted accepted) => accepted.Part == step.Part,
            (MovementPhase.Doing, MovementRejected rejected) => rejected.Part == step.Part,
            (MovementPhase.Doing, DeliveryFailed) => step.CallOff is not null,
            (MovementPhase.Doing, StepOverdue overdue) => overdue.Step == step.Name && step.CallOff is not null,
            (MovementPhase.CallingOff, MovementCancellation cancellation) => cancellation.Part == step.Part,
            // What is undone is as good as called off: a reservation is called off by its release.
            (MovementPhase.CallingOff, MovementUndone undone) => undone.Part == step.Part,
            (MovementPhase.Undoing, MovementUndone undone) => undone.Part == step.Part,
            (MovementPhase.Waiting, PaymentCaptureRequested or PaymentVoidRequested or HoldDue) => true,
            _ => false,
        };
    }

    static void Visit(CourseCase one, SagaMoment moment, SortedDictionary<string, SagaMoment> found)
    {
        if (moment.IsOver || !found.TryAdd(NameOf(moment.Movement), moment))
            return;
        foreach (var message in All(one).Where(message => Awaits(one, moment, message)))
            Visit(one, moment.When(WithFee(one, message)), found);
    }

    /// <summary>Fees come with the answer that knows them.</summary>
    static object WithFee(CourseCase one, object message) => message switch
    {
        MovementAccepted { Part: MovementPart.Debit or MovementPart.Refund } accepted =>
            accepted with { Fee = one.Fee },
        MovementCancellation { Happened: { Part: MovementPart.Debit } happened } cancellation =>
            cancellation with { Happened = happened with { Fee = one.Fee } },
        _ => message,
    };

    static IEnumerable<object> Told(CourseCase one) =>
    [
        new PaymentCaptureRequested(CourseCase.Id, one.Requested.Amount),
        new PaymentVoidRequested(CourseCase.Id, Reason: null),
        new HoldDue(),
    ];

    static IEnumerable<object> Answering(MovementPart part) =>
    [
        new MovementAccepted(CourseCase.Id, part),
        new MovementRejected(CourseCase.Id, part, Participants.Frozen),
        new MovementUndone(CourseCase.Id, part),
        new MovementCancellation(CourseCase.Id, part, Happened: null),
        new MovementCancellation(CourseCase.Id, part, new MovementAccepted(CourseCase.Id, part)),
    ];
}
