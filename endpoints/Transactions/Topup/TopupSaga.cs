using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions.Topup;

/// <summary>
/// Debits the external account, credits the wallet. When the credit is refused or fails, the debit is undone and the
/// transaction fails with the reason. It only translates: each answer leads to the next order.
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
        Data.Ledger = message.Ledger;
        Data.SourceAccountId = message.SourceAccountId;
        Data.DestinationAccountId = message.DestinationAccountId;
        Data.Amount = message.Amount;
        Data.Reference = message.Reference;
        Data.Step = TopupStep.DebitingSource;
        return context.Send(new DebitAccount(
            Data.SourceAccountId, Data.TransactionId, Data.Ledger, Data.Amount, Data.DestinationAccountId, Data.Reference));
    }

    public Task Handle(DebitAccepted message, IMessageHandlerContext context) => Credit(context);

    public Task Handle(DebitRejected message, IMessageHandlerContext context) => Fail(message.Refusal, context);

    public Task Handle(CreditAccepted message, IMessageHandlerContext context) => Complete(context);

    public Task Handle(CreditRejected message, IMessageHandlerContext context) => Reverse(message.Refusal, context);

    public Task Handle(DebitReversalConfirmed message, IMessageHandlerContext context) => Fail(Data.Failure!, context);

    /// <summary>
    /// An order had no effect, but sits with the failed messages, from where it could be retried. Before the books are put
    /// right it is called off, so that the retry does nothing.
    /// </summary>
    public Task Handle(DeliveryFailed message, IMessageHandlerContext context)
    {
        Data.Failure ??= new Refusal(RefusalCodes.ProcessingFailed, $"A step could not be carried out: {message.Reason}");
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

    public Task Handle(MovementCancellation message, IMessageHandlerContext context) => (message.Part, message.HadHappened) switch
    {
        (MovementPart.Debit, false) => Fail(Data.Failure!, context),
        (MovementPart.Debit, true) => Credit(context),
        (MovementPart.Credit, false) => Reverse(Data.Failure!, context),
        (MovementPart.Credit, true) => Complete(context),
        _ => throw new InvalidOperationException($"{message.Part} is no part of a top-up."),
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
