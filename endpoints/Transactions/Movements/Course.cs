using System.Diagnostics;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions.Movements;

/// <summary>
/// What follows from an answer: the movement as it stands now, the next order, and whether that is the last.
/// </summary>
/// <param name="Order">Null: the answer is of no consequence.</param>
readonly record struct Turn(Movement Movement, ICommand? Order, bool IsLast);

/// <summary>
/// The course of a movement: its steps in order; when one is refused, those before it are undone in reverse. Pure. Only
/// the answer to the order in flight counts. Any other changes nothing: it is late, of an order that was called off
/// meanwhile, or comes twice.
/// </summary>
sealed class Course(params Step[] steps)
{
    static readonly Refusal NotCarriedOut = new(
        RefusalCodes.ProcessingFailed, "A step could not be carried out; what had been done was undone.");

    public IReadOnlyList<Step> Steps => steps;

    public Turn Begin(Movement movement) => movement.Phase == MovementPhase.NotStarted
        ? DoFrom(0, movement)
        : Nothing(movement);

    public Turn Accepted(Movement movement, MovementAccepted answer) =>
        IsInFlight(movement, MovementPhase.Doing, answer.Part) ? Done(movement, answer) : Nothing(movement);

    public Turn Rejected(Movement movement, MovementRejected answer) =>
        IsInFlight(movement, MovementPhase.Doing, answer.Part)
            ? UndoBefore(IndexOf(movement), movement with { Failure = answer.Refusal, End = EndBy(answer.Refusal) })
            : Nothing(movement);

    public Turn Undone(Movement movement, MovementUndone answer) =>
        IsInFlight(movement, MovementPhase.Undoing, answer.Part)
        || IsInFlight(movement, MovementPhase.CallingOff, answer.Part)
            ? UndoBefore(IndexOf(movement), movement)
            : Nothing(movement);

    /// <summary>What happened all the same has merely been answered late: the movement goes on.</summary>
    public Turn CalledOff(Movement movement, MovementCancellation answer) =>
        !IsInFlight(movement, MovementPhase.CallingOff, answer.Part) ? Nothing(movement)
        : answer.Happened is { } accepted ? Done(movement with { Failure = null }, accepted)
        : UndoBefore(IndexOf(movement), movement);

    /// <summary>
    /// The order in flight has failed for good, or had no answer in its time. Before the books are put right it is
    /// called off, so that it does nothing when it is retried, or arrives after all. What undoes cannot be given up.
    /// </summary>
    public Turn CallOff(Movement movement) =>
        movement.Phase == MovementPhase.Doing && steps[IndexOf(movement)].CallOff is { } callOff
            ? new(
                movement with { Phase = MovementPhase.CallingOff, Failure = NotCarriedOut },
                callOff(movement),
                IsLast: false)
            : Nothing(movement);

    /// <summary>A movement that waits goes on.</summary>
    public Turn Resume(Movement movement) => movement.Phase == MovementPhase.Waiting
        ? DoFrom(IndexOf(movement) + 1, movement)
        : Nothing(movement);

    /// <summary>A movement that waits comes to an end without having moved anything.</summary>
    public Turn GiveUp(Movement movement, MovementEnd end) => movement.Phase == MovementPhase.Waiting
        ? UndoBefore(IndexOf(movement), movement with { End = end })
        : Nothing(movement);

    Turn Done(Movement movement, MovementAccepted answer) => DoFrom(
        IndexOf(movement) + 1,
        movement with { Fee = answer.Fee ?? movement.Fee, SpentOn = answer.SpentOn ?? movement.SpentOn });

    Turn DoFrom(int index, Movement movement)
    {
        for (; index < steps.Length; index++)
        {
            if (steps[index].Do(movement) is not { } order)
                continue;
            var phase = steps[index].Part is null ? MovementPhase.Waiting : MovementPhase.Doing;
            return new(movement with { Step = steps[index].Name, Phase = phase }, order, IsLast: false);
        }

        return new(movement, new CompleteTransaction(movement.TransactionId, movement.Fee), IsLast: true);
    }

    Turn UndoBefore(int index, Movement movement)
    {
        for (index--; index >= 0; index--)
        {
            if (steps[index].Undo is { } undo && steps[index].Do(movement) is not null)
                return new(
                    movement with { Step = steps[index].Name, Phase = MovementPhase.Undoing },
                    undo(movement),
                    IsLast: false);
        }

        return new(movement, EndOf(movement), IsLast: true);
    }

    static MovementEnd EndBy(Refusal refusal) =>
        refusal.Code == RefusalCodes.ReservationExpired ? MovementEnd.Expired : MovementEnd.Failed;

    static ICommand EndOf(Movement movement) => movement.End switch
    {
        MovementEnd.Failed => new FailTransaction(movement.TransactionId, movement.Failure!),
        MovementEnd.Voided => new VoidTransaction(movement.TransactionId),
        MovementEnd.Expired => new ExpireTransaction(movement.TransactionId),
        _ => throw new UnreachableException($"No transaction ends as {movement.End}."),
    };

    bool IsInFlight(Movement movement, MovementPhase phase, MovementPart part) =>
        movement.Phase == phase && steps[IndexOf(movement)].Part == part;

    int IndexOf(Movement movement)
    {
        for (var index = 0; index < steps.Length; index++)
        {
            if (steps[index].Name == movement.Step)
                return index;
        }

        throw new InvalidOperationException(
            $"Transaction {movement.TransactionId} is at '{movement.Step}', no step of its course.");
    }

    static Turn Nothing(Movement movement) => new(movement, Order: null, IsLast: false);
}
