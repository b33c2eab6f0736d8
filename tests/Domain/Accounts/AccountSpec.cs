using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Given what happened to an account, when it gets a command, then these events or this refusal.</summary>
sealed class AccountSpec
{
    readonly Account _account;
    readonly Decision? _decision;

    AccountSpec(Account account, Decision? decision)
    {
        _account = account;
        _decision = decision;
    }

    public static AccountSpec Given(params IEvent[] events) => new(Replay(events), decision: null);

    /// <summary>For the states that no event leads to yet.</summary>
    public AccountSpec InStatus(AccountStatus status) => new(_account with { Status = status }, decision: null);

    public AccountSpec When(ICommand command) => new(_account, Decide(_account, command));

    public void Then(params IEvent[] events) =>
        Assert.Equal(events, Assert.IsType<Decision.Accepted>(_decision).Events);

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

    public static Account Replay(IEnumerable<IEvent> events) =>
        events.Aggregate(Account.Initial, (account, e) => account.Evolve(e));

    public static Decision Decide(Account account, ICommand command) => command switch
    {
        CreateAccount create => account.Create(create),
        ActivateAccount activate => account.Activate(activate),
        DebitAccount debit => account.Debit(debit),
        CreditAccount credit => account.Credit(credit),
        ReverseDebit reverse => account.ReverseDebit(reverse),
        CancelMovement cancel => account.Cancel(cancel),
        _ => throw new ArgumentException($"An account decides nothing about a {command.GetType().Name}."),
    };
}
