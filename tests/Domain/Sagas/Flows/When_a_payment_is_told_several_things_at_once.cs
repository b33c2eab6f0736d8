using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>
/// In one unit of work, or all under way at once: the first to be decided wins, and the others are told so.
/// </summary>
public abstract class When_a_payment_is_told_several_things_at_once : FlowTest
{
    static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);

    [Fact]
    public async Task Should_capture_once()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Send(Ledger.Capture("p", 6m), Ledger.Capture("p"), Ledger.Capture("p", 1m));

        await AssertStates(("p", "Completed"));
        Assert.Equal(1, replies.Count(reply => reply is TransactionCommandAccepted));
        Assert.Equal(
            [RefusalCodes.TransactionNotCapturable, RefusalCodes.TransactionNotCapturable],
            replies.OfType<TransactionCommandRefused>().Select(reply => reply.Refusal.Code));
    }

    [Fact]
    public async Task Should_either_capture_or_void()
    {
        foreach (var (key, first, second) in new (string, ICommand, ICommand)[]
        {
            ("a", Ledger.Capture("a"), Ledger.Void("a")),
            ("b", Ledger.Void("b"), Ledger.Capture("b")),
        })
        {
            await Send(Ledger.ManualPayment(key, 10m));
            var replies = await Send(first, second);

            Assert.IsType<TransactionCommandAccepted>(replies[0]);
            Assert.Equal(RefusalCodes.TransactionNotCapturable, RefusalIn(replies[1]));
        }

        await AssertStates(("a", "Completed"), ("b", "Voided"));
    }

    [Fact]
    public async Task Should_void_once_and_tell_everybody_so()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Send(Ledger.Void("p"), Ledger.Void("p"));

        Assert.All(replies, reply => Assert.IsType<TransactionCommandAccepted>(reply));
        await AssertStates(("p", "Voided"));
    }

    [Fact]
    public async Task Should_expire_when_its_time_is_over_in_that_moment()
    {
        await Send(Ledger.ManualPayment("p", 10m));
        var replies = await Run.SendAfter(Ledger.Week, Ledger.Capture("p"), Ledger.Void("p"));

        Assert.All(replies, reply => Assert.Equal(RefusalCodes.ReservationExpired, RefusalIn(reply)));
        await AssertStates(("p", "Expired"));
    }

    [Theory]
    [InlineData(true, "Completed")]
    [InlineData(false, "Voided")]
    public async Task Should_still_do_as_it_is_told_a_moment_before(bool captures, string state)
    {
        await Send(Ledger.ManualPayment("p", 10m));
        await Run.SendAfter(Ledger.Week - Moment, captures ? Ledger.Capture("p") : Ledger.Void("p"));
        await Run.Pass(Moment);
        await Run.Pass(TimeSpan.FromMinutes(1));

        await AssertStates(("p", state));
        Assert.Equal(0, Run.Database.QueuedMessages);
    }
}

public sealed class When_a_payment_is_told_several_things_in_one_unit : When_a_payment_is_told_several_things_at_once;

public sealed class When_a_payment_is_told_several_things_in_many_units : When_a_payment_is_told_several_things_at_once
{
    private protected override RunOptions Options { get; } =
        RunOptions.EachMessageAlone with { Rules = Ledger.WithFees };

    [Fact]
    public async Task Should_refuse_what_comes_before_it_is_authorized()
    {
        Run.Storage.Post.KeepBack(message => BillingRun.TryRead(message) is AuthorizeTransaction);
        await Send(Ledger.ManualPayment("p", 10m));

        var replies = await Send(Ledger.Capture("p"), Ledger.Void("p"));
        await Run.DeliverAll();

        Assert.All(replies, reply => Assert.Equal(RefusalCodes.TransactionNotCapturable, RefusalIn(reply)));
        await AssertStates(("p", "Authorized"));
    }
}
