using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

public sealed record AccountCommandAccepted(AccountSnapshot Account) : IMessage;

public sealed record AccountCommandRefused(Refusal Refusal) : IMessage;

public sealed record DebitAccepted(Guid AccountId, Guid TransactionId) : IMessage;

public sealed record DebitRejected(Guid AccountId, Guid TransactionId, Refusal Refusal) : IMessage;

public sealed record CreditAccepted(Guid AccountId, Guid TransactionId) : IMessage;

public sealed record CreditRejected(Guid AccountId, Guid TransactionId, Refusal Refusal) : IMessage;

public sealed record DebitReversalConfirmed(Guid AccountId, Guid TransactionId) : IMessage;

/// <param name="HadHappened">True: the movement is in the books and stays. False: it is not, and never will be.</param>
public sealed record MovementCancellation(Guid AccountId, Guid TransactionId, MovementPart Part, bool HadHappened) : IMessage;
