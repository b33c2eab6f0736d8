using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>Which orders fail, each time they are tried, until they are let through.</summary>
sealed class Sabotage
{
    readonly HashSet<(Type Order, Guid Key)> _fails = [];

    public void Fail<TCommand>(Guid key)
        where TCommand : ICommand => Fail(typeof(TCommand), key);

    /// <param name="key">The account or transaction that gets the order.</param>
    public void Fail(Type order, Guid key) => _fails.Add((order, key));

    public void LetThrough() => _fails.Clear();

    public Task Check<TCommand>(TCommand command)
        where TCommand : IPartitioned => _fails.Contains((typeof(TCommand), command.PartitionKey))
        ? throw new TimeoutException("the disk is full")
        : Task.CompletedTask;
}

/// <summary>
/// Stands behind the real handlers of accounts, so that what fails has been done already and is to be undone.
/// </summary>
sealed class SabotagedAccountHandlers(Sabotage sabotage) :
    IHandleMessages<DebitAccount>,
    IHandleMessages<CreditAccount>,
    IHandleMessages<PlaceHold>,
    IHandleMessages<CaptureHold>,
    IHandleMessages<ReleaseHold>,
    IHandleMessages<ExpireHold>,
    IHandleMessages<ReverseDebit>,
    IHandleMessages<ReverseCredit>,
    IHandleMessages<CancelMovement>
{
    public Task Handle(DebitAccount message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(CreditAccount message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(PlaceHold message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(CaptureHold message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ReleaseHold message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ExpireHold message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ReverseDebit message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ReverseCredit message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(CancelMovement message, IMessageHandlerContext context) => sabotage.Check(message);
}

/// <summary>Stands behind the real handlers of transactions.</summary>
sealed class SabotagedTransactionHandlers(Sabotage sabotage) :
    IHandleMessages<ReserveRefund>,
    IHandleMessages<ReleaseRefund>,
    IHandleMessages<ConfirmRefund>,
    IHandleMessages<AuthorizeTransaction>,
    IHandleMessages<CompleteTransaction>,
    IHandleMessages<FailTransaction>
{
    public Task Handle(ReserveRefund message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ReleaseRefund message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(ConfirmRefund message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(AuthorizeTransaction message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(CompleteTransaction message, IMessageHandlerContext context) => sabotage.Check(message);

    public Task Handle(FailTransaction message, IMessageHandlerContext context) => sabotage.Check(message);
}
