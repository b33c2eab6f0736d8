using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_rebuilt
{
    static readonly DateOnly Today = new(2026, 3, 1);
    static readonly Guid OtherCard = Guid.Parse("dddddddd-0000-4000-8000-000000000002");

    static readonly IEvent[] FullLife =
    [
        Wallet.Created with { MinBalance = -5.50m, MaxBalance = 900m, CreditLimit = 20.125m },
        Wallet.Activated,
        Wallet.Credited(100.10m, after: 100.10m),
        Wallet.Debited(30m, after: 70.10m),
        Wallet.Reversed(30m, after: 100.10m),
        Wallet.Cancelled(MovementPart.Credit),
        Wallet.Cancelled(MovementPart.Debit) with { TransactionId = Wallet.OtherTransaction },
        Wallet.CardIssued,
        Wallet.CardActivated,
        Wallet.CardIssued with { CardId = OtherCard, Label = null },
        Wallet.HoldPlaced(10.35m, heldAfter: 10.35m) with
        {
            ExpiresAt = Wallet.Noon.AddDays(7),
            Fee = 0.35m,
            FeeRule = Wallet.Rule,
            CardId = Wallet.CardId,
        },
        Wallet.HoldPlaced(5m, heldAfter: 15.35m) with { TransactionId = Wallet.OtherTransaction },
        Wallet.LimitsChanged with
        {
            MinBalance = -5.50m,
            MaxBalance = 900m,
            CreditLimit = 20.125m,
            PerTransactionLimit = 50m,
            DailyLimit = 75.50m,
            KycLevel = 3,
        },
        Wallet.Suspended,
        Wallet.Frozen,
    ];

    [Fact]
    public void Should_be_what_its_events_say()
    {
        var account = AccountSpec.Replay(FullLife);

        Assert.Equal("main", account.Ledger);
        Assert.Equal("customer-7", account.OwnerId);
        Assert.Equal("person", account.OwnerType);
        Assert.Equal(AccountKind.User, account.Kind);
        Assert.Equal(Wallet.Usd, account.Currency);
        Assert.Equal(AccountStatus.Frozen, account.Status);
        Assert.Equal(AccountStatus.Suspended, account.StatusBeforeFreeze);
        Assert.Equal(100.10m, account.Balance);
        Assert.Equal(84.75m, account.Available);
        Assert.Equal(15.35m, account.Held);
        Assert.Equal(-25.625m, account.Floor);
        Assert.Equal(900m, account.MaxBalance);
        Assert.Equal(50m, account.PerTransactionLimit);
        Assert.Equal(75.50m, account.DailyLimit);
        Assert.Equal(3, account.KycLevel);
        Assert.Equal(new DailySpending(Today, 45.35m), account.Spending);
        Assert.Equal(new JsonText("""{"tier":"gold"}"""), account.Metadata);
        Assert.Equal(2, account.Cancelled.Count);
    }

    [Fact]
    public void Should_have_the_holds_and_cards_that_its_events_say()
    {
        var account = AccountSpec.Replay(FullLife);

        Assert.Equal(
            new Dictionary<Guid, Hold>
            {
                [Wallet.Transaction] = new(10.35m, 0.35m, Wallet.Rule, Wallet.Noon.AddDays(7), Today),
                [Wallet.OtherTransaction] = new(5m, 0m, FeeRule: null, ExpiresAt: null, Today),
            },
            account.Holds.ToDictionary());
        Assert.Equal(
            new Dictionary<Guid, Card>
            {
                [Wallet.CardId] = new(CardStatus.Active, "for travel", Wallet.CardEnd, Wallet.Noon, Wallet.Noon),
                [OtherCard] = new(CardStatus.Issued, Label: null, Wallet.CardEnd, Wallet.Noon, Wallet.Noon),
            },
            account.Cards.ToDictionary());
    }

    [Fact]
    public void Should_know_when_a_card_began_and_when_it_last_changed()
    {
        var later = Wallet.Noon.AddHours(1);
        var issued = AccountSpec.Replay([.. FullLife[..2], Wallet.CardIssued]);

        var card = issued.Evolve(Wallet.CardActivated, later).Cards[Wallet.CardId];

        Assert.Equal((Wallet.Noon, later), (card.CreatedAt, card.UpdatedAt));
    }

    [Fact]
    public void Should_throw_at_an_event_it_does_not_know()
    {
        var fault = Assert.Throws<UnreachableException>(
            () => AccountSpec.Replay(FullLife).Evolve(new TransactionCompleted(Wallet.Transaction), Wallet.Noon));

        Assert.Contains(nameof(TransactionCompleted), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_come_back_from_a_snapshot_as_it_was()
    {
        for (var length = 1; length <= FullLife.Length; length++)
        {
            var account = AccountSpec.Replay(FullLife.Take(length));

            var json = JsonSerializer.Serialize(account, AccountJson.Default.Account);
            var back = JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

            Same.State(account, back);
        }
    }

    [Fact]
    public void Should_refuse_what_was_called_off_after_a_snapshot_too()
    {
        var json = JsonSerializer.Serialize(AccountSpec.Replay(FullLife), AccountJson.Default.Account);
        var back = JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

        var refused = Assert.IsType<Decision.Refused>(back.Credit(Wallet.Credit(1m), LimitSchedule.Unlimited));

        Assert.Equal(RefusalCodes.ProcessingFailed, refused.Refusal.Code);
    }
}
