using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions.Topup;

/// <summary>
/// Debits the external account, credits the wallet. When the credit is refused or fails, the debit is undone and the
/// transaction fails with the reason. It only translates: the answer to the order in flight leads to the next order.
/// Any other answer changes nothing: it is of an order that was retried while it was being called off, or comes twice.
/// </summary>
public sealed class TopupSaga :
    Saga<TopupSagaData>,
    IAmStartedByMessages<TopupRequested>,
    IHandleMessages<DebitAccepted>,
    IHandleMessages<DebitRejected>,
    IHandleMessages<CreditAccepted>,
    IHandleMessages<CreditRejected>,
    IHandleMessages<DebitReversalConfirmed>,
    IHandleMessages<DeliveryFailed>,
    IHandleMessages<MovementCancellation>
{
    public Task Handle(TopupRequested message, IMessageHandlerContext context)
    {
        if (Data.Step != TopupStep.NotStarted)
            return Task.CompletedTask;
        Data.Ledger = message.Ledger;
        Data.SourceAccountId = message.SourceAccountId;
        Data.DestinationAccountId = message.DestinationAccountId;
        Data.Amount = message.Amount;
        Data.Reference = message.Reference;
        Data.Step = TopupStep.DebitingSource;
        return context.Send(new DebitAccount(
            Data.SourceAccountId, Data.TransactionId, Data.Ledger, Data.Amount, Data.DestinationAccountId, Data.Reference));
    }

    public Task Handle(DebitAccepted message, IMessageHandlerContext context) =>
        Data.Step == TopupStep.DebitingSource ? Credit(context) : Task.CompletedTask;

    public Task Handle(DebitRejected message, IMessageHandlerContext context) =>
        Data.Step == TopupStep.DebitingSource ? Fail(message.Refusal, context) : Task.CompletedTask;

    public Task Handle(CreditAccepted message, IMessageHandlerContext context) =>
        Data.Step == TopupStep.CreditingDestination ? Complete(context) : Task.CompletedTask;

    public Task Handle(CreditRejected message, IMessageHandlerContext context) =>
        Data.Step == TopupStep.CreditingDestination ? Reverse(message.Refusal, context) : Task.CompletedTask;

    public Task Handle(DebitReversalConfirmed message, IMessageHandlerContext context) =>
        Data.Step == TopupStep.ReversingDebit ? Fail(Data.Failure!, context) : Task.CompletedTask;

    /// <summary>
    /// An order had no effect, but sits with the failed messages, from where it could be retried. Before the books are put
    /// right it is called off, so that the retry does nothing.
    /// </summary>
    public Task Handle(DeliveryFailed message, IMessageHandlerContext context)
    {
        Data.Failure ??= new Refusal(RefusalCodes.ProcessingFailed, "A step could not be carried out; what had been done was undone.");
        switch (Data.Step)
        {
            case TopupStep.DebitingSource:
                Data.Step = TopupStep.CancellingDebit;
                return context.Send(new CancelMovement(Data.SourceAccountId, Data.TransactionId, MovementPart.Debit));
            case TopupStep.CreditingDestination:
                Data.Step = TopupStep.CancellingCredit;
                return context.Send(new CancelMovement(Data.DestinationAccountId, Data.TransactionId, MovementPart.Credit));
            default:
                // Compensation itself has failed. It waits with the failed messages until an operator retries it.
                return Task.CompletedTask;
        }
    }

    public Task Handle(MovementCancellation message, IMessageHandlerContext context) => (Data.Step, message.Part) switch
    {
        (TopupStep.CancellingDebit, MovementPart.Debit) =>
            message.HadHappened ? Credit(context) : Fail(Data.Failure!, context),
        (TopupStep.CancellingCredit, MovementPart.Credit) =>
            message.HadHappened ? Complete(context) : Reverse(Data.Failure!, context),
        _ => Task.CompletedTask,
    };

    protected override void ConfigureHowToFindSaga(SagaPropertyMapper<TopupSagaData> mapper) => mapper
        .MapSaga(data => data.TransactionId)
        .ToMessage<TopupRequested>(message => message.TransactionId);

    Task Credit(IMessageHandlerContext context)
    {
        Data.Step = TopupStep.CreditingDestination;
        Data.Failure = null;
        return context.Send(new CreditAccount(
            Data.DestinationAccountId, Data.TransactionId, Data.Ledger, Data.Amount, Data.SourceAccountId, Data.Reference));
    }

    Task Reverse(Refusal reason, IMessageHandlerContext context)
    {
        Data.Step = TopupStep.ReversingDebit;
        Data.Failure = reason;
        return context.Send(new ReverseDebit(Data.SourceAccountId, Data.TransactionId, Data.Amount, reason.Code));
    }

    Task Complete(IMessageHandlerContext context)
    {
        MarkAsComplete();
        return context.Send(new CompleteTransaction(Data.TransactionId));
    }

    Task Fail(Refusal reason, IMessageHandlerContext context)
    {
        MarkAsComplete();
        return context.Send(new FailTransaction(Data.TransactionId, reason));
    }
}
