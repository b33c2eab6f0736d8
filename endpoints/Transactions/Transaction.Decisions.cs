using System.Diagnostics;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions;

/// <summary>The rules of a transaction. Each decision, repeated, adds nothing.</summary>
public sealed partial record Transaction
{
    /// <param name="now">When the request is decided on; the hold of a payment is counted from here.</param>
    public ITransactionRequested[] Request(ITransactionRequest command, TransactionRules rules, DateTimeOffset now) =>
        Status is not null ? [] :
        [
            command switch
            {
                RequestTopup topup => Requested(topup),
                RequestWithdrawal withdrawal => Requested(
                    withdrawal, rules.FeesOf(TransactionType.Withdrawal, withdrawal.Amount.Currency)),
                RequestTransfer transfer => Requested(
                    transfer, rules.FeesOf(TransactionType.Transfer, transfer.Amount.Currency)),
                RequestPayment payment => Requested(
                    payment, rules.FeesOf(TransactionType.Payment, payment.Amount.Currency), now + payment.ExpiresIn),
                RequestRefund refund => Requested(refund),
                _ => throw new UnreachableException(
                    $"No transaction is known that begins with a {command.GetType().Name}."),
            },
        ];

    public IEvent[] Authorize(Guid transactionId) => Status switch
    {
        TransactionStatus.Processing when Order == PaymentOrder.None => [new TransactionAuthorized(transactionId)],
        TransactionStatus.Authorized => [],
        _ => throw CannotEnd(transactionId, "authorized"),
    };

    public Decision Capture(CapturePayment command, DateTimeOffset now)
    {
        if (RefuseOrder(now) is { } refusal)
            return refusal;
        var amount = command.Amount ?? Amount.Amount;
        return amount > Amount.Amount
            ? new Decision.Refused(
                new Refusal(RefusalCodes.TransactionNotCapturable, "No more can be captured than was authorized.")
                {
                    Currency = Amount.Currency,
                    Requested = amount,
                    Available = Amount.Amount,
                })
            : new Decision.Accepted(
                new PaymentCaptureRequested(command.TransactionId, Amount with { Amount = amount }));
    }

    public Decision Void(VoidPayment command, DateTimeOffset now) =>
        Status == TransactionStatus.Voided || Order == PaymentOrder.Void
            ? new Decision.Accepted()
            : RefuseOrder(now)
                ?? (Decision)new Decision.Accepted(new PaymentVoidRequested(command.TransactionId, command.Reason));

    public IEvent[] Complete(Guid transactionId, ChargedFee? fee) => Status switch
    {
        TransactionStatus.Processing => [new TransactionCompleted(transactionId, fee)],
        TransactionStatus.Completed => [],
        _ => throw CannotEnd(transactionId, "completed"),
    };

    public IEvent[] Fail(Guid transactionId, Refusal refusal) => Status switch
    {
        TransactionStatus.Processing => [new TransactionFailed(transactionId, refusal)],
        TransactionStatus.Failed => [],
        _ => throw CannotEnd(transactionId, "failed"),
    };

    public IEvent[] Voided(Guid transactionId) => Status switch
    {
        TransactionStatus.Processing when Order == PaymentOrder.Void => [new TransactionVoided(transactionId)],
        TransactionStatus.Voided => [],
        _ => throw CannotEnd(transactionId, "voided"),
    };

    /// <summary>Who had it voided in the same moment gets what he asked for.</summary>
    public IEvent[] Expire(Guid transactionId) => Status switch
    {
        TransactionStatus.Processing when Order == PaymentOrder.Void => [new TransactionVoided(transactionId)],
        TransactionStatus.Processing or TransactionStatus.Authorized => [new TransactionExpired(transactionId)],
        TransactionStatus.Expired or TransactionStatus.Voided => [],
        _ => throw CannotEnd(transactionId, "expired"),
    };

    Decision.Refused? RefuseOrder(DateTimeOffset now) => Status switch
    {
        null => Refuse(RefusalCodes.TransactionNotFound, "There is no transaction with this id."),
        TransactionStatus.Authorized when now >= ExpiresAt => HasExpired(),
        TransactionStatus.Authorized => null,
        TransactionStatus.Expired => HasExpired(),
        _ when Type != TransactionType.Payment => Refuse(
            RefusalCodes.TransactionNotCapturable, "Only a payment can be captured or voided."),
        _ => Refuse(
            RefusalCodes.TransactionNotCapturable,
            $"Only an authorized payment can be captured or voided; this one is {Described()}."),
    };

    string Described() => (Status, Order) switch
    {
        (TransactionStatus.Processing, PaymentOrder.Capture) => "being captured",
        (TransactionStatus.Processing, PaymentOrder.Void) => "being voided",
        (TransactionStatus.Processing, _) => "being authorized",
        (TransactionStatus.Completed, _) => "captured",
        (TransactionStatus.Voided, _) => "voided",
        _ => "failed",
    };

    static Decision.Refused HasExpired() =>
        Refuse(RefusalCodes.ReservationExpired, "The payment has expired: its money is not held any more.");

    static Decision.Refused Refuse(string code, string detail) => new(new Refusal(code, detail));

    InvalidOperationException CannotEnd(Guid transactionId, string end) => new(
        $"Transaction {transactionId} is {Status?.ToString() ?? "unknown"} and cannot become {end}: "
        + "its saga has lost count.");
}
