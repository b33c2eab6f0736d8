using BillingEngine.Messages;

namespace BillingEngine.Transactions.Topup;

public enum TopupStep
{
    NotStarted,
    DebitingSource,
    CreditingDestination,
    CancellingDebit,
    CancellingCredit,
    ReversingDebit,
}

public sealed class TopupSagaData : ContainSagaData
{
    public Guid TransactionId { get; set; }

    public TopupStep Step { get; set; }

    public string Ledger { get; set; } = "";

    public Guid SourceAccountId { get; set; }

    public Guid DestinationAccountId { get; set; }

    public Money Amount { get; set; }

    public string? Reference { get; set; }

    /// <summary>Why the transaction will fail, once the debit is undone.</summary>
    public Refusal? Failure { get; set; }
}
