using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>The rules of an account's cards.</summary>
public sealed partial record Account
{
    /// <summary>Cards stay with their account for ever, so there is an end to them.</summary>
    public const int MostCards = 100;

    public Decision Issue(IssueCard command, DateTimeOffset now)
    {
        if (!Exists)
            return NotFound(command.AccountId);
        if (Cards.ContainsKey(command.CardId))
            return Unchanged;
        if (Status is AccountStatus.Frozen or AccountStatus.Closed)
            return RefuseStatus(command.AccountId, takesMoney: true)!;
        if (Cards.Count >= MostCards)
            return Refuse(
                RefusalCodes.TooManyCards,
                command.AccountId,
                $"No more than {MostCards} cards are issued on an account.");
        if (now >= command.ExpiresAt)
            return Refuse(
                RefusalCodes.CardExpired, command.AccountId, "The card would have expired before it was issued.");
        var issued = new CardIssued(command.CardId, command.AccountId, command.Label, command.ExpiresAt, command.Actor);
        return command.Activate
            ? new Decision.Accepted(
                issued, new CardActivated(command.CardId, command.AccountId, Reason: null, command.Actor))
            : new Decision.Accepted(issued);
    }

    public Decision Activate(ActivateCard command, DateTimeOffset now) => StatusOf(command.CardId, now) switch
    {
        null => CardNotFound(command.AccountId),
        CardStatus.Active => Unchanged,
        CardStatus.Issued or CardStatus.Suspended => new Decision.Accepted(
            new CardActivated(command.CardId, command.AccountId, command.Reason, command.Actor)),
        { } status => InvalidCardState(command.AccountId, "An expired card cannot be activated", status),
    };

    public Decision Suspend(SuspendCard command, DateTimeOffset now) => StatusOf(command.CardId, now) switch
    {
        null => CardNotFound(command.AccountId),
        CardStatus.Suspended => Unchanged,
        CardStatus.Active => new Decision.Accepted(
            new CardSuspended(command.CardId, command.AccountId, command.Reason, command.Actor)),
        { } status => InvalidCardState(command.AccountId, "Only an active card can be suspended", status),
    };

    public Decision Expire(ExpireCard command) => !Cards.TryGetValue(command.CardId, out var card)
        ? CardNotFound(command.AccountId)
        : card.Status == CardStatus.Expired
            ? Unchanged
            : new Decision.Accepted(new CardExpired(command.CardId, command.AccountId, command.Reason, command.Actor));

    public Decision ExpireDue(ExpireDueCard command) =>
        Expire(new ExpireCard(command.AccountId, command.CardId, "Its time is over."));

    Decision.Refused? RefuseCard(Guid accountId, Guid? cardId, DateTimeOffset now) =>
        cardId is not { } id ? null : StatusOf(id, now) switch
        {
            CardStatus.Active => null,
            null => CardNotFound(accountId),
            CardStatus.Expired => Refuse(RefusalCodes.CardExpired, accountId, "The card has expired."),
            { } status => Refuse(RefusalCodes.CardNotActive, accountId, $"The card is {Lower(status)}, not active."),
        };

    /// <summary>A card whose time is over is expired, also in the moment before that is recorded.</summary>
    CardStatus? StatusOf(Guid cardId, DateTimeOffset now) => !Cards.TryGetValue(cardId, out var card) ? null
        : now >= card.ExpiresAt ? CardStatus.Expired
        : card.Status;

    static Decision.Refused CardNotFound(Guid accountId) =>
        Refuse(RefusalCodes.CardNotFound, accountId, "The account has no card with this id.");

    static Decision.Refused InvalidCardState(Guid accountId, string rule, CardStatus status) => new(
        new Refusal(RefusalCodes.InvalidCardState, $"{rule}; this one is {Lower(status)}.")
        {
            AccountId = accountId,
            Status = Lower(status),
        });
}
