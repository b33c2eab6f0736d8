using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

static partial class Wallet
{
    public static readonly Guid CardId = Guid.Parse("dddddddd-0000-4000-8000-000000000001");
    public static DateTimeOffset CardEnd => Noon.AddYears(3);

    public static IssueCard IssueCard => new(Id, CardId, "for travel", CardEnd, Actor);

    public static ActivateCard ActivateCard => new(Id, CardId, Reason, Actor);

    public static SuspendCard SuspendCard => new(Id, CardId, Reason, Actor);

    public static ExpireCard ExpireCard => new(Id, CardId, Reason, Actor);

    public static CardIssued CardIssued => new(CardId, Id, "for travel", CardEnd, Actor);

    public static CardActivated CardActivated => new(CardId, Id, Reason, Actor);

    public static CardSuspended CardSuspended => new(CardId, Id, Reason, Actor);

    public static CardExpired CardExpired => new(CardId, Id, Reason, Actor);

    /// <summary>The way of a card to a status, by way of being active.</summary>
    public static IEvent[] CardTurned(CardStatus status) => status switch
    {
        CardStatus.Issued => [CardIssued],
        CardStatus.Active => [CardIssued, CardActivated],
        CardStatus.Suspended => [CardIssued, CardActivated, CardSuspended],
        CardStatus.Expired => [CardIssued, CardActivated, CardExpired],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No card becomes this."),
    };
}
