using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions;

namespace BillingEngine.Domain.Tests.Transactions;

/// <summary>Given what happened to a transaction, when it gets a command, then these events or this refusal.</summary>
sealed record TransactionSpec
{
    Transaction _transaction = Transaction.Initial;
    TransactionRules _rules = TransactionRules.Default;
    DateTimeOffset _now = Sale.Noon;
    ICommand? _command;

    TransactionSpec()
    {
    }

    public static TransactionSpec Given(params IEvent[] events) => new TransactionSpec().And(events);

    public TransactionSpec And(params IEvent[] events) => this with { _transaction = Evolve(_transaction, events) };

    public TransactionSpec At(DateTimeOffset now) => this with { _now = now };

    public TransactionSpec With(TransactionRules rules) => this with { _rules = rules };

    public TransactionSpec When(ICommand command) => this with { _command = command };

    public void Then(params IEvent[] events) =>
        Assert.Equal(events, Assert.IsType<Decision.Accepted>(Decide()).Events);

    /// <summary>These events; and none when the command is repeated after them.</summary>
    public void ThenOnce(params IEvent[] events)
    {
        Then(events);
        And(events).ThenNothing();
    }

    public void ThenNothing() => Then();

    public void ThenRefused(string code) => ThenRefused(code, refusal => refusal);

    /// <param name="code">One of <see cref="RefusalCodes"/>.</param>
    /// <param name="withFacts">Adds the numbers that the refusal must carry, and no others.</param>
    public void ThenRefused(string code, Func<Refusal, Refusal> withFacts)
    {
        var refusal = Assert.IsType<Decision.Refused>(Decide()).Refusal;
        Assert.NotEmpty(refusal.Detail);
        Assert.Equal(withFacts(new Refusal(code, refusal.Detail)), refusal);
    }

    /// <summary>A bug of whoever gave the command, and said so at once.</summary>
    public void ThenThrowsNaming(params string[] words)
    {
        var bug = Assert.Throws<InvalidOperationException>(Decide);
        Assert.All(words, word => Assert.Contains(word, bug.Message, StringComparison.Ordinal));
    }

    public static Transaction Replay(params IEvent[] events) => Evolve(Transaction.Initial, events);

    static Transaction Evolve(Transaction transaction, IEvent[] events) =>
        events.Aggregate(transaction, (state, e) => state.Evolve(e, Sale.Noon));

    Decision Decide() => _command switch
    {
        ITransactionRequest request => new Decision.Accepted([.. _transaction.Request(request, _rules, _now)]),
        CapturePayment capture => _transaction.Capture(capture, _now),
        VoidPayment @void => _transaction.Void(@void, _now),
        AuthorizeTransaction authorize => new Decision.Accepted(_transaction.Authorize(authorize.TransactionId)),
        CompleteTransaction complete => new Decision.Accepted(
            _transaction.Complete(complete.TransactionId, complete.Fee)),
        FailTransaction fail => new Decision.Accepted(_transaction.Fail(fail.TransactionId, fail.Refusal)),
        VoidTransaction @void => new Decision.Accepted(_transaction.Voided(@void.TransactionId)),
        ExpireTransaction expire => new Decision.Accepted(_transaction.Expire(expire.TransactionId)),
        ReserveRefund reserve => _transaction.Reserve(reserve),
        ReleaseRefund release => new Decision.Accepted(_transaction.Release(release)),
        ConfirmRefund confirm => new Decision.Accepted(_transaction.Confirm(confirm)),
        _ => throw new ArgumentException($"A transaction decides nothing about a {_command?.GetType().Name}."),
    };
}
