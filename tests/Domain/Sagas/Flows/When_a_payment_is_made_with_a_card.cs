using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

public sealed class When_a_payment_is_made_with_a_card : FlowTest
{
    static readonly Guid CardId = Guid.Parse("cccccccc-0000-4000-8000-000000000001");
    static readonly TimeSpan Year = TimeSpan.FromDays(365);

    static RequestPayment Payment => Ledger.Payment("p", 10m) with { CardId = CardId };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Send(new IssueCard(Ledger.Payer, CardId, "blue", Run.Now + Year));
        await Send(new ActivateCard(Ledger.Payer, CardId, Reason: null));
    }

    [Fact]
    public async Task Should_be_captured()
    {
        await Send(Payment);

        await AssertStates(("p", "Completed"));
        Assert.Equal(CardId, (await Named("p")).CardId);
    }

    [Fact]
    public async Task Should_be_refused_while_the_card_is_suspended()
    {
        await Send(new SuspendCard(Ledger.Payer, CardId, "lost"), Payment);
        await Send(new ActivateCard(Ledger.Payer, CardId, "found"), Payment with
        {
            TransactionId = Ledger.IdOf("later"),
            TrackingId = "later",
        });

        await AssertStates(("p", "Failed card_not_active"), ("later", "Completed"));
    }

    [Fact]
    public async Task Should_be_refused_when_the_card_was_never_activated_or_is_not_there()
    {
        var (issued, unknown) = (Ledger.IdOf("issued"), Ledger.IdOf("unknown"));
        await Send(new IssueCard(Ledger.Payer, issued, "red", Run.Now + Year));
        await Send(
            Payment with { CardId = issued },
            Payment with { TransactionId = Ledger.IdOf("q"), TrackingId = "q", CardId = unknown });

        await AssertStates(("p", "Failed card_not_active"), ("q", "Failed card_not_found"));
    }

    [Fact]
    public async Task Should_be_refused_with_the_card_of_another_account()
    {
        await Send(Payment with { SourceAccountId = Ledger.Shop, DestinationAccountId = Ledger.Payer });

        await AssertStates(("p", "Failed card_not_found"));
    }

    /// <summary>
    /// In the very moment in which its time is over, before anything has recorded that, and ever after.
    /// </summary>
    [Fact]
    public async Task Should_be_refused_when_the_card_has_expired()
    {
        await Run.SendAfter(Year, Payment);
        await Send(Payment with { TransactionId = Ledger.IdOf("later"), TrackingId = "later" });

        await AssertStates(("p", "Failed card_expired"), ("later", "Failed card_expired"));
        Assert.Single((await Run.StreamOf(Ledger.Payer)).OfType<CardExpired>());
    }

    [Fact]
    public async Task Should_expire_while_the_engine_is_down()
    {
        await Run.Restart(after: Year);

        Assert.Single((await Run.StreamOf(Ledger.Payer)).OfType<CardExpired>());
    }

    /// <summary>The shop was promised the money when the card was good.</summary>
    [Fact]
    public async Task Should_be_captured_with_a_card_that_is_barred_meanwhile()
    {
        await Send(Payment with { Capture = CaptureMode.Manual });
        await Send(new SuspendCard(Ledger.Payer, CardId, "lost"));
        await Send(Ledger.Capture("p"));

        await AssertStates(("p", "Completed"));
    }
}
