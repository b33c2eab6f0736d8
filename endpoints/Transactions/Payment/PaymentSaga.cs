using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Transactions.Payment;

/// <summary>
/// From a wallet to a merchant: holds the money, at once or when it is told to takes it or a part of it, and gives that
/// to the merchant. Until then it can be voided, and it expires with its hold. It only translates: each answer makes
/// the movement take its next turn.
/// </summary>
public sealed class PaymentSaga(TransactionRules? rules = null) :
    Saga<PaymentSagaData>,
    IAmStartedByMessages<PaymentRequested>,
    IHandleMessages<PaymentCaptureRequested>,
    IHandleMessages<PaymentVoidRequested>,
    IHandleMessages<MovementAccepted>,
    IHandleMessages<MovementRejected>,
    IHandleMessages<MovementUndone>,
    IHandleMessages<MovementCancellation>,
    IHandleMessages<DeliveryFailed>,
    IHandleTimeouts<StepOverdue>,
    IHandleTimeouts<HoldDue>
{
    internal static Course Course { get; } = new(
        Steps.HoldFunds,
        Steps.Authorize,
        Steps.CaptureFunds,
        Steps.CollectFee,
        Steps.CreditDestination);

    readonly TransactionRules _rules = rules ?? TransactionRules.Default;

    public async Task Handle(PaymentRequested message, IMessageHandlerContext context)
    {
        if (Data.Movement is not null)
            return;
        await Take(Course.Begin(Movement.Of(message) with
        {
            Fees = message.Fees,
            Capture = message.Capture,
            ExpiresAt = message.ExpiresAt,
            CardId = message.CardId,
        }), context);
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

    public async Task Handle(PaymentCaptureRequested message, IMessageHandlerContext context)
    {
        if (Movement.Phase != MovementPhase.Waiting)
            return;
        await Take(Course.Resume(Movement with { Amount = message.Amount }), context);
        await Watch(context);
    }

    public Task Handle(PaymentVoidRequested message, IMessageHandlerContext context) =>
        Take(Course.GiveUp(Movement, MovementEnd.Voided), context);

    public Task Timeout(HoldDue state, IMessageHandlerContext context) =>
        Take(Course.GiveUp(Movement, MovementEnd.Expired), context);

    protected override void ConfigureHowToFindSaga(SagaPropertyMapper<PaymentSagaData> mapper) => mapper
        .MapSaga(data => data.TransactionId)
        .ToMessage<PaymentRequested>(message => message.TransactionId)
        .ToMessage<PaymentCaptureRequested>(message => message.TransactionId)
        .ToMessage<PaymentVoidRequested>(message => message.TransactionId);

    Movement Movement => Data.Movement!;

    async Task Take(Turn turn, IMessageHandlerContext context)
    {
        Data.Movement = turn.Movement;
        if (turn.IsLast)
            MarkAsComplete();
        if (turn.Order is null)
            return;
        await context.Send(turn.Order);
        // Only from here on: a hold that was placed late, or past its time, would miss a timeout that came before.
        if (turn.Movement is { Phase: MovementPhase.Waiting, ExpiresAt: { } expiresAt })
            await RequestTimeout(context, expiresAt, new HoldDue());
    }

    Task Watch(IMessageHandlerContext context) =>
        RequestTimeout(context, _rules.StepLimit, new StepOverdue(Movement.Step));
}
