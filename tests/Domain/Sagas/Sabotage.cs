using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>Which orders to an account fail, each time they are tried, until they are let through.</summary>
sealed class Sabotage
{
    readonly HashSet<(Type Order, Guid AccountId)> _fails = [];

    public void Fail<TCommand>(Guid accountId)
        where TCommand : ICommand => _fails.Add((typeof(TCommand), accountId));

    public void LetThrough() => _fails.Clear();

    public Task Check(ICommand command, Guid accountId) => _fails.Contains((command.GetType(), accountId))
        ? throw new TimeoutException("the disk is full")
        : Task.CompletedTask;
}

sealed class SabotagedHandlers(Sabotage sabotage) :
    IHandleMessages<DebitAccount>,
    IHandleMessages<CreditAccount>,
    IHandleMessages<ReverseDebit>,
    IHandleMessages<CancelMovement>
{
    public Task Handle(DebitAccount message, IMessageHandlerContext context) =>
        sabotage.Check(message, message.AccountId);

    public Task Handle(CreditAccount message, IMessageHandlerContext context) =>
        sabotage.Check(message, message.AccountId);

    public Task Handle(ReverseDebit message, IMessageHandlerContext context) =>
        sabotage.Check(message, message.AccountId);

    public Task Handle(CancelMovement message, IMessageHandlerContext context) =>
        sabotage.Check(message, message.AccountId);
}
