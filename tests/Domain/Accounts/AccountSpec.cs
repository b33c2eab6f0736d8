using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Given what happened to an account, when it gets a command, then these events or this refusal.</summary>
sealed record AccountSpec
{
    Account _account = Account.Initial;
    LimitSchedule _limits = LimitSchedule.Unlimited;
    DateTimeOffset _now = Wallet.Noon;
    ICommand? _command;
    Decision? _decision;

    AccountSpec()
    {
    }

    public static AccountSpec Given(params IEvent[] events) => new AccountSpec().And(events);

    /// <summary>The time that everything after this happens at.</summary>
    public AccountSpec At(DateTimeOffset now) => this with { _now = now };

    public AccountSpec And(params IEvent[] events) => this with { _account = Evolve(_account, events, _now) };

    public AccountSpec With(LimitSchedule limits) => this with { _limits = limits };

    public AccountSpec When(ICommand command) =>
        this with { _command = command, _decision = Decide(_account, command, _limits, _now) };

    /// <summary>For what is to be seen on the way.</summary>
    public AccountSpec ThenAlso(Action<AccountSpec> check)
    {
        check(this);
        return this;
    }

    public void Then(params IEvent[] events) =>
        Assert.Equal(events, Assert.IsType<Decision.Accepted>(_decision).Events);

    /// <summary>These events; and none when the command is repeated after them.</summary>
    public void ThenOnce(params IEvent[] events)
    {
        Then(events);
        And(events).When(_command!).ThenNothing();
    }

    /// <summary>For tables that ask only whether.</summary>
    public void ThenAccepted() => Assert.IsType<Decision.Accepted>(_decision);

    /// <summary>For tables that ask only why; the numbers are checked elsewhere.</summary>
    public void ThenRefusedWith(string code) =>
        Assert.Equal(code, Assert.IsType<Decision.Refused>(_decision).Refusal.Code);

    public void ThenNothing() => Then();

    public void ThenRefused(string code) => ThenRefused(code, refusal => refusal);

    /// <param name="code">One of <see cref="RefusalCodes"/>.</param>
    /// <param name="withFacts">Adds the numbers that the refusal must carry, and no others.</param>
    public void ThenRefused(string code, Func<Refusal, Refusal> withFacts)
    {
        var refusal = Assert.IsType<Decision.Refused>(_decision).Refusal;
        Assert.NotEmpty(refusal.Detail);
        Assert.Equal(withFacts(new Refusal(code, refusal.Detail) { AccountId = Wallet.Id }), refusal);
    }

    public static Account Replay(IEnumerable<IEvent> events) => Evolve(Account.Initial, events, Wallet.Noon);

    public static Account Evolve(Account account, IEnumerable<IEvent> events, DateTimeOffset at) =>
        events.Aggregate(account, (state, e) => state.Evolve(e, at));

    public static Decision Decide(Account account, ICommand command, LimitSchedule limits, DateTimeOffset now) =>
        command switch
        {
            CreateAccount create => account.Create(create),
            ActivateAccount activate => account.Activate(activate),
            SuspendAccount suspend => account.Suspend(suspend),
            ReactivateAccount reactivate => account.Reactivate(reactivate),
            FreezeAccount freeze => account.Freeze(freeze),
            UnfreezeAccount unfreeze => account.Unfreeze(unfreeze),
            CloseAccount close => account.Close(close),
            ChangeAccountLimits change => account.ChangeLimits(change),
            DebitAccount debit => account.Debit(debit, limits, now),
            CreditAccount credit => account.Credit(credit, limits),
            PlaceHold place => account.Place(place, limits, now),
            CaptureHold capture => account.Capture(capture, now),
            ReleaseHold release => account.Release(release),
            ExpireHold expire => account.Expire(expire),
            ReverseDebit reverse => account.ReverseDebit(reverse),
            ReverseCredit reverse => account.ReverseCredit(reverse),
            CancelMovement cancel => account.Cancel(cancel),
            IssueCard issue => account.Issue(issue, now),
            ActivateCard activate => account.Activate(activate, now),
            SuspendCard suspend => account.Suspend(suspend, now),
            ExpireCard expire => account.Expire(expire),
            ExpireDueCard due => account.ExpireDue(due),
            _ => throw new ArgumentException($"An account decides nothing about a {command.GetType().Name}."),
        };
}
