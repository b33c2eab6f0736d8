using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions.Movements;

/// <summary>The steps that movements are made of.</summary>
static class Steps
{
    /// <summary>Takes money of an external account, which needs no hold.</summary>
    public static Step DebitSource { get; } = new(
        "DebitSource",
        MovementPart.Debit,
        m => new DebitAccount(
            m.SourceAccountId, m.TransactionId, m.Ledger, m.Amount, m.DestinationAccountId, m.Reference),
        m => Cancel(m.SourceAccountId, m, MovementPart.Debit),
        ReverseDebitOfSource);

    /// <summary>Takes back, for a refund, what its source was given before.</summary>
    public static Step TakeBack { get; } = DebitSource with
    {
        Name = "TakeBack",
        Do = m => new DebitAccount(
            m.SourceAccountId,
            m.TransactionId,
            m.Ledger,
            m.Amount,
            m.DestinationAccountId,
            m.Reference,
            IsReturn: true),
        Undo = m => new ReverseDebit(m.SourceAccountId, m.TransactionId, m.Amount, ReasonOf(m)),
    };

    /// <summary>Sets the money aside, with the fee.</summary>
    public static Step HoldFunds { get; } = new(
        "HoldFunds",
        MovementPart.Hold,
        m => new PlaceHold(
            m.SourceAccountId,
            m.TransactionId,
            m.Ledger,
            m.Amount,
            m.DestinationAccountId,
            m.Reference,
            m.ExpiresAt,
            m.Fees,
            m.CardId),
        m => Cancel(m.SourceAccountId, m, MovementPart.Hold),
        m => m.End == MovementEnd.Expired
            ? new ExpireHold(m.SourceAccountId, m.TransactionId)
            : new ReleaseHold(m.SourceAccountId, m.TransactionId, ReasonOf(m)));

    /// <summary>Tells that a payment waits for its capture; an automatic one does not.</summary>
    public static Step Authorize { get; } = new(
        "Authorize",
        Part: null,
        m => m.Capture == CaptureMode.Manual ? new AuthorizeTransaction(m.TransactionId) : null);

    /// <summary>Takes what is held, or the part that is captured.</summary>
    public static Step CaptureFunds { get; } = new(
        "CaptureFunds",
        MovementPart.Debit,
        m => new CaptureHold(m.SourceAccountId, m.TransactionId, m.Amount, m.DestinationAccountId, m.Reference),
        m => Cancel(m.SourceAccountId, m, MovementPart.Debit),
        ReverseDebitOfSource);

    /// <summary>Gives the fee to the ledger's fee account, where one was charged.</summary>
    public static Step CollectFee { get; } = new(
        "CollectFee",
        MovementPart.Fee,
        m => m.Fee is null
            ? null
            : new CreditAccount(
                FeeAccountOf(m),
                m.TransactionId,
                m.Ledger,
                m.FeeAmount,
                m.SourceAccountId,
                m.Reference,
                MovementPart.Fee),
        m => Cancel(FeeAccountOf(m), m, MovementPart.Fee),
        m => new ReverseCredit(FeeAccountOf(m), m.TransactionId, m.FeeAmount, ReasonOf(m), MovementPart.Fee));

    public static Step CreditDestination { get; } = new(
        "CreditDestination",
        MovementPart.Credit,
        m => new CreditAccount(
            m.DestinationAccountId, m.TransactionId, m.Ledger, m.Amount, m.SourceAccountId, m.Reference),
        m => Cancel(m.DestinationAccountId, m, MovementPart.Credit));

    /// <summary>Gives back, by a refund, what was paid, with what comes back of the fee.</summary>
    public static Step GiveBack { get; } = CreditDestination with
    {
        Name = "GiveBack",
        Do = m => new CreditAccount(
            m.DestinationAccountId, m.TransactionId, m.Ledger, m.Total, m.SourceAccountId, m.Reference),
    };

    /// <summary>Sets aside, with the original, what is refunded: all refunds together never exceed it.</summary>
    public static Step ReserveRefund { get; } = new(
        "ReserveRefund",
        MovementPart.Refund,
        m => new ReserveRefund(m.OriginalTransactionId!.Value, m.TransactionId, m.Amount),
        m => new ReleaseRefund(m.OriginalTransactionId!.Value, m.TransactionId),
        m => new ReleaseRefund(m.OriginalTransactionId!.Value, m.TransactionId));

    /// <summary>Takes from the ledger's fee account what comes back of the fee.</summary>
    public static Step ReturnFee { get; } = new(
        "ReturnFee",
        MovementPart.Fee,
        m => m.Fee is null
            ? null
            : new DebitAccount(
                FeeAccountOf(m),
                m.TransactionId,
                m.Ledger,
                m.FeeAmount,
                m.DestinationAccountId,
                m.Reference,
                MovementPart.Fee,
                IsReturn: true),
        m => Cancel(FeeAccountOf(m), m, MovementPart.Fee),
        m => new ReverseDebit(FeeAccountOf(m), m.TransactionId, m.FeeAmount, ReasonOf(m), MovementPart.Fee));

    /// <summary>
    /// Tells the original that the refund has taken place. It cannot be refused, so nothing takes it back.
    /// </summary>
    public static Step ConfirmRefund { get; } = new(
        "ConfirmRefund",
        MovementPart.Refund,
        m => new ConfirmRefund(m.OriginalTransactionId!.Value, m.TransactionId));

    static ReverseDebit ReverseDebitOfSource(Movement m) =>
        new(m.SourceAccountId, m.TransactionId, m.Total, ReasonOf(m), SpentOn: m.SpentOn);

    static CancelMovement Cancel(Guid accountId, Movement m, MovementPart part) =>
        new(accountId, m.TransactionId, part);

    static Guid FeeAccountOf(Movement m) => DeterministicId.FeeAccount(m.Ledger, m.Amount.Currency);

    static string ReasonOf(Movement m) => m.Failure?.Code ?? "voided";
}
