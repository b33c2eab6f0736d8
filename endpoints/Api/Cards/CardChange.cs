using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Cards;

/// <summary>A way from one status of a card to another.</summary>
/// <param name="Operation">Part of every fingerprint: never renamed.</param>
sealed record CardChange(
    string Route,
    string Operation,
    string OperationId,
    string Summary,
    string Text,
    Func<Guid, Guid, string?, string?, IAccountCommand> Command)
{
    public static IReadOnlyList<CardChange> All { get; } =
    [
        new(
            "/v1/accounts/{id}/cards/{cardId}/activate",
            "card.activate",
            "activateCard",
            "Activate an issued or suspended card",
            "It is good for payments from now on.",
            (id, cardId, reason, actor) => new ActivateCard(id, cardId, reason, actor)),
        new(
            "/v1/accounts/{id}/cards/{cardId}/suspend",
            "card.suspend",
            "suspendCard",
            "Suspend an active card",
            "No payment can be made with it until it is activated again.",
            (id, cardId, reason, actor) => new SuspendCard(id, cardId, reason, actor)),
        new(
            "/v1/accounts/{id}/cards/{cardId}/expire",
            "card.expire",
            "expireCard",
            "End a card before its time",
            "That is for ever.",
            (id, cardId, reason, actor) => new ExpireCard(id, cardId, reason, actor)),
    ];
}
