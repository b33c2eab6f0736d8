using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>A hold never outlives its expiry, also across restarts.</summary>
public sealed class When_a_hold_comes_to_its_end : FlowTest
{
    static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);

    private protected override RunOptions Options { get; } =
        RunOptions.EachMessageAlone with { Rules = Ledger.WithFees };

    [Fact]
    public async Task Should_expire_by_itself_and_not_a_moment_before()
    {
        await Send(Ledger.ManualPayment("p", 10m));

        await Run.Pass(Ledger.Week - Moment);
        await AssertBalances(payer: 100m, shop: 50m, held: 10.40m);
        await Run.Pass(Moment);

        await AssertExpired();
        Assert.Contains(
            new AccountHoldExpired(Ledger.Payer, Ledger.IdOf("p"), new Money(10.40m, Ledger.Usd), HeldAfter: 0m),
            await Run.StreamOf(Ledger.Payer));
    }

    [Fact]
    public async Task Should_expire_when_the_engine_comes_back_if_it_was_down_at_the_time()
    {
        await Send(Ledger.ManualPayment("p", 10m));

        await Run.Restart(after: Ledger.Week * 2);

        await AssertExpired();
    }

    [Fact]
    public async Task Should_expire_after_any_number_of_restarts()
    {
        await Send(Ledger.ManualPayment("p", 10m));

        for (var day = 1; day < 7; day++)
        {
            await Run.Restart(after: TimeSpan.FromDays(1));
            await AssertBalances(payer: 100m, shop: 50m, held: 10.40m);
        }

        await Run.Restart(after: TimeSpan.FromDays(1));
        await AssertExpired();
    }

    [Fact]
    public async Task Should_expire_when_the_hold_was_placed_only_after_its_time()
    {
        Run.Storage.Post.KeepBack(message => BillingRun.TryRead(message) is PlaceHold or CancelMovement);
        await Send(Ledger.ManualPayment("p", 10m));
        await Run.Pass(Ledger.Week);

        await Run.DeliverAll();
        await Run.Pass(TimeSpan.FromMinutes(2));

        await AssertExpired();
    }

    [Fact]
    public async Task Should_expire_when_the_hold_was_known_only_after_its_time()
    {
        Run.Storage.Post.KeepBack(message =>
            BillingRun.TryRead(message) is MovementAccepted { Part: MovementPart.Hold } or MovementCancellation);
        await Send(Ledger.ManualPayment("p", 10m));
        await AssertBalances(payer: 100m, shop: 50m, held: 10.40m);
        await Run.Pass(Ledger.Week);

        await Run.DeliverAll();
        await Run.Pass(TimeSpan.FromMinutes(2));

        await AssertExpired();
    }

    [Theory]
    [InlineData(CaptureMode.Automatic)]
    [InlineData(CaptureMode.Manual)]
    public async Task Should_expire_when_its_capture_comes_too_late(CaptureMode mode)
    {
        var shortHold = TimeSpan.FromSeconds(20);
        Run.Storage.Post.KeepBack(message => BillingRun.TryRead(message) is CaptureHold);
        await Send(Ledger.Payment("p", 10m) with { Capture = mode, ExpiresIn = shortHold });
        if (mode == CaptureMode.Manual)
            await Send(Ledger.Capture("p"));
        await Run.Pass(shortHold);

        await Run.DeliverAll();

        await AssertExpired();
    }

    [Fact]
    public async Task Should_be_released_when_its_capture_does_not_come_at_all()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        Run.Storage.Post.KeepBack(message => BillingRun.TryRead(message) is CaptureHold);
        await Run.SendAfter(Ledger.Week - Moment, Ledger.Capture("p"));
        await Run.Pass(TimeSpan.FromMinutes(2));

        await AssertStates(("p", "Failed processing_failed"));
        await AssertBalances(payer: 100m, shop: 50m);
    }

    [Fact]
    public async Task Should_stay_expired_whatever_it_is_told_then()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Run.Pass(Ledger.Week);

        var replies = await Send(Ledger.Capture("p"), Ledger.Void("p"));

        Assert.All(replies, reply => Assert.Equal(RefusalCodes.ReservationExpired, RefusalIn(reply)));
        await AssertExpired();
    }

    [Fact]
    public async Task Should_not_touch_what_was_captured()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Send(Ledger.Capture("p", 6m));

        await Run.Restart(after: Ledger.Week);

        await AssertStates(("p", "Completed"));
        await AssertBalances(payer: 93.64m, shop: 56m, fees: 0.36m);
        Assert.Equal(0, Run.Database.QueuedMessages);
    }

    async Task AssertExpired()
    {
        await AssertStates(("p", "Expired"));
        await AssertBalances(payer: 100m, shop: 50m);
    }
}
