using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>What accounts, and the original of a refund, answer to a saga.</summary>
static class Participants
{
    static readonly DateOnly Today = new(2026, 3, 1);

    public static Refusal Frozen { get; } = new(RefusalCodes.AccountFrozen, "The account is frozen: no money moves.");

    public static Refusal HoldHasEnded { get; } =
        new(RefusalCodes.ReservationExpired, "The money is not held any more: the hold has ended.");

    public static DeliveryFailed NotDelivered { get; } =
        new(Guid.Parse("dddddddd-0000-4000-8000-000000000001"), "account.order.v1", "the disk is full");

    /// <summary>The answer when all is well.</summary>
    public static IMessage Accept(ICommand order, ChargedFee? fee) => order switch
    {
        PlaceHold => new MovementAccepted(CourseCase.Id, MovementPart.Hold, SpentOn: Today),
        CaptureHold => new MovementAccepted(CourseCase.Id, MovementPart.Debit, fee),
        DebitAccount { IsReturn: true } debit => new MovementAccepted(CourseCase.Id, debit.Part),
        DebitAccount debit => new MovementAccepted(CourseCase.Id, debit.Part, SpentOn: Today),
        CreditAccount credit => new MovementAccepted(CourseCase.Id, credit.Part),
        ReserveRefund => new MovementAccepted(CourseCase.Id, MovementPart.Refund, fee),
        ConfirmRefund => new MovementAccepted(CourseCase.Id, MovementPart.Refund),
        ReverseDebit reversal => new MovementUndone(CourseCase.Id, reversal.Part),
        ReverseCredit reversal => new MovementUndone(CourseCase.Id, reversal.Part),
        ReleaseHold or ExpireHold => new MovementUndone(CourseCase.Id, MovementPart.Hold),
        ReleaseRefund => new MovementUndone(CourseCase.Id, MovementPart.Refund),
        CancelMovement cancel => new MovementCancellation(CourseCase.Id, cancel.Part, Happened: null),
        _ => throw new ArgumentException($"Nobody answers a {order.GetType().Name}.", nameof(order)),
    };

    public static MovementRejected Refuse(ICommand order, Refusal refusal) =>
        new(CourseCase.Id, PartOf(order), refusal);

    /// <summary>The answer to the calling off of an order that was carried out.</summary>
    public static IMessage HadHappened(ICommand order, ICommand callOff, ChargedFee? fee) => callOff is CancelMovement
        ? new MovementCancellation(CourseCase.Id, PartOf(order), (MovementAccepted)Accept(order, fee))
        : Accept(callOff, fee);

    static MovementPart PartOf(ICommand order) => ((MovementAccepted)Accept(order, fee: null)).Part;
}
