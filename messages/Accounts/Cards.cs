using BillingEngine.Messaging;

namespace BillingEngine.Messages.Accounts;

/// <summary>
/// Issues a card on an account. Answered with <see cref="CardCommandAccepted"/> or
/// <see cref="AccountCommandRefused"/>, as are all changes of cards.
/// </summary>
/// <param name="ExpiresAt">From then on no payment can be made with it.</param>
/// <param name="Activate">Whether it is good for payments at once.</param>
public sealed record IssueCard(
    Guid AccountId,
    Guid CardId,
    string? Label,
    DateTimeOffset ExpiresAt,
    string? Actor = null,
    bool Activate = false) : IAccountCommand;

/// <summary>Makes an issued or suspended card good for payments.</summary>
public sealed record ActivateCard(Guid AccountId, Guid CardId, string? Reason, string? Actor = null) : IAccountCommand;

/// <summary>Bars an active card until it is activated again.</summary>
public sealed record SuspendCard(Guid AccountId, Guid CardId, string? Reason, string? Actor = null) : IAccountCommand;

/// <summary>Ends a card for ever.</summary>
public sealed record ExpireCard(Guid AccountId, Guid CardId, string? Reason, string? Actor = null) : IAccountCommand;

/// <summary>Ends a card whose time is over. On its way since the card was issued; nobody waits for an answer.</summary>
public sealed record ExpireDueCard(Guid AccountId, Guid CardId) : IAccountCommand;

public sealed record CardIssued(
    Guid CardId,
    Guid AccountId,
    string? Label,
    DateTimeOffset ExpiresAt,
    string? Actor) : IEvent;

public sealed record CardActivated(Guid CardId, Guid AccountId, string? Reason, string? Actor) : IEvent;

public sealed record CardSuspended(Guid CardId, Guid AccountId, string? Reason, string? Actor) : IEvent;

public sealed record CardExpired(Guid CardId, Guid AccountId, string? Reason, string? Actor) : IEvent;
