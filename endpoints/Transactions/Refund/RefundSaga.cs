using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Refund;

/// <summary>
/// Back from where the original took the money to: reserves with the original, takes the money back, gives it back, and
/// tells the original.
/// It only translates: each answer makes the movement take its next turn.
/// </summary>
public sealed class RefundSaga(TransactionRules? rules = null) :
    Saga<RefundSagaData>,
    IAmStartedByMessages<RefundRequested>,
    IHandleMessages<MovementAccepted>,
    IHandleMessages<MovementRejected>,
    IHandleMessages<MovementUndone>,
    IHandleMessages<MovementCancellation>,
    IHandleMessages<DeliveryFailed>,
    IHandleTimeouts<StepOverdue>
{
    internal static Course Course { get; } = new(
        Steps.ReserveRefund,
        Steps.TakeBack,
        Steps.ReturnFee,
        Steps.GiveBack,
        Steps.ConfirmRefund);

    readonly TransactionRules _rules = rules ?? TransactionRules.Default;

    public async Task Handle(RefundRequested message, IMessageHandlerContext context)
    {
        if (Data.Movement is not null)
            return;
        var movement = Movement.Of(message) with { OriginalTransactionId = message.OriginalTransactionId };
        await Take(Course.Begin(movement), context);
        await Watch(context);
    }

    public Task Handle(MovementAccepted message, IMessageHandlerContext context) =>
        Take(Course.Accepted(Movement, message), context);

    public Task Handle(MovementRejected message, IMessageHandlerContext context) =>
        Take(Course.Rejected(Movement, message), context);

    public Task Handle(MovementUndone message, IMessageHandlerContext context) =>
        Take(Course.Undone(Movement, message), context);

    /// <summary>What goes on all the same is watched anew: the watch before ended with the calling off.</summary>
    public async Task Handle(MovementCancellation message, IMessageHandlerContext context)
    {
        await Take(Course.CalledOff(Movement, message), context);
        if (Movement.Phase == MovementPhase.Doing)
            await Watch(context);
    }

    public Task Handle(DeliveryFailed message, IMessageHandlerContext context) =>
        Take(Course.CallOff(Movement), context);

    public Task Timeout(StepOverdue state, IMessageHandlerContext context) =>
        state.Step == Movement.Step ? Take(Course.CallOff(Movement), context)
        : Movement.Phase == MovementPhase.Doing ? Watch(context)
        : Task.CompletedTask;

    protected override void ConfigureHowToFindSaga(SagaPropertyMapper<RefundSagaData> mapper) => mapper
        .MapSaga(data => data.TransactionId)
        .ToMessage<RefundRequested>(message => message.TransactionId);

    Movement Movement => Data.Movement!;

    Task Take(Turn turn, IMessageHandlerContext context)
    {
        Data.Movement = turn.Movement;
        if (turn.IsLast)
            MarkAsComplete();
        return turn.Order is null ? Task.CompletedTask : context.Send(turn.Order);
    }

    Task Watch(IMessageHandlerContext context) =>
        RequestTimeout(context, _rules.StepLimit, new StepOverdue(Movement.Step));
}
