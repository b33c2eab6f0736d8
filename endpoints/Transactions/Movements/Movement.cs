using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Transactions.Movements;

/// <summary>What a movement is doing about its <see cref="Movement.Step"/>.</summary>
public enum MovementPhase
{
    NotStarted,

    /// <summary>Its order is out.</summary>
    Doing,

    /// <summary>
    /// Its order had no answer, or failed for good: it is called off, so that it does not happen later.
    /// </summary>
    CallingOff,

    /// <summary>It is being undone, and those before it are to be undone after it.</summary>
    Undoing,

    /// <summary>The payment is authorized and waits for its capture.</summary>
    Waiting,
}

/// <summary>What becomes of the transaction when all steps are undone.</summary>
public enum MovementEnd
{
    Failed,
    Voided,
    Expired,
}

/// <summary>A movement of money on its way: what it is about, and how far it has come. The data of its saga.</summary>
/// <param name="Amount">Without fees; of a payment, from its capture on, what was captured.</param>
public sealed record Movement(
    Guid TransactionId,
    string Ledger,
    Guid SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference)
{
    /// <summary>What the source may have to pay on top.</summary>
    public FeeTariff? Fees { get; init; }

    public CaptureMode Capture { get; init; }

    /// <summary>When the hold ends; null: with the movement.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public Guid? CardId { get; init; }

    /// <summary>Of a refund: what it refunds.</summary>
    public Guid? OriginalTransactionId { get; init; }

    public MovementPhase Phase { get; init; }

    /// <summary>Name of the step that is being done, called off or undone.</summary>
    public string Step { get; init; } = "";

    /// <summary>What was charged on top, or comes back with a refund; null: nothing.</summary>
    public ChargedFee? Fee { get; init; }

    /// <summary>The day (UTC) whose spending the money counts towards.</summary>
    public DateOnly? SpentOn { get; init; }

    public MovementEnd End { get; init; }

    /// <summary>Why the transaction will fail, once all is undone.</summary>
    public Refusal? Failure { get; init; }

    /// <summary>What the source loses: the amount and the fee.</summary>
    public Money Total => Amount with { Amount = Amount.Amount + (Fee?.Amount ?? 0m) };

    public Money FeeAmount => Amount with { Amount = Fee?.Amount ?? 0m };

    public static Movement Of(ITransactionRequested e) =>
        new(e.TransactionId, e.Ledger, e.SourceAccountId, e.DestinationAccountId, e.Amount, e.Reference);
}
