using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

public sealed record AccountCommandAccepted(AccountSnapshot Account) : IMessage;

public sealed record AccountCommandRefused(Refusal Refusal) : IMessage;

public sealed record CardCommandAccepted(CardSnapshot Card) : IMessage;

/// <summary>A part of a transaction has happened.</summary>
/// <param name="Fee">What was charged on top, or comes back with a refund.</param>
/// <param name="SpentOn">The day (UTC) whose spending it counted towards, where it did.</param>
public sealed record MovementAccepted(
    Guid TransactionId,
    MovementPart Part,
    ChargedFee? Fee = null,
    DateOnly? SpentOn = null) : IMessage, IConcernMoney
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);
}

/// <summary>A part of a transaction is refused: it has not happened.</summary>
public sealed record MovementRejected(Guid TransactionId, MovementPart Part, Refusal Refusal) : IMessage, IConcernMoney
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);
}

/// <summary>A part of a transaction is undone.</summary>
public sealed record MovementUndone(Guid TransactionId, MovementPart Part) : IMessage, IConcernMoney
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);
}

/// <param name="Happened">The movement is in the books and stays. Null: it is not, and never will be.</param>
public sealed record MovementCancellation(Guid TransactionId, MovementPart Part, MovementAccepted? Happened)
    : IMessage, IConcernMoney
{
    MoneyConcern IConcernMoney.Concern => new(TransactionId, []);
}
