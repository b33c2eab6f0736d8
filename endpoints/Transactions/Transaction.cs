using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Transactions;

/// <summary>A movement of money from its request to its end: the fold of its events.</summary>
public sealed partial record Transaction : IEventSourced<Transaction>
{
    public static Transaction Initial { get; } = new();

    static JsonTypeInfo<Transaction> IEventSourced<Transaction>.SnapshotJson => TransactionJson.Default.Transaction;

    static string IEventSourced<Transaction>.SnapshotSchema => "transaction.2";

    /// <summary>Null before the request.</summary>
    public TransactionStatus? Status { get; init; }

    public TransactionType Type { get; init; }

    /// <summary>As requested, without fees.</summary>
    public Money Amount { get; init; }

    /// <summary>What was moved, without fees: the amount, or of a payment what was captured of it.</summary>
    public decimal Moved { get; init; }

    public ChargedFee? Fee { get; init; }

    /// <summary>When the hold of a payment ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What a payment that is not authorized any more was told to do.</summary>
    public PaymentOrder Order { get; init; }

    /// <summary>What has been refunded, is being refunded, or was not: refunds by their id.</summary>
    public ImmutableDictionary<Guid, RefundShare> Refunds { get; init; } = ImmutableDictionary<Guid, RefundShare>.Empty;

    /// <summary>The sum of the refunds that have taken place.</summary>
    public decimal Refunded { get; init; }

    static bool IEventSourced<Transaction>.Opens(IEvent first) => first is ITransactionRequested or RefundReleased;

    public Transaction Evolve(IEvent e, DateTimeOffset at) => e switch
    {
        TopupRequested requested => Requested(TransactionType.Topup, requested),
        WithdrawalRequested requested => Requested(TransactionType.Withdrawal, requested),
        TransferRequested requested => Requested(TransactionType.Transfer, requested),
        PaymentRequested requested => Requested(TransactionType.Payment, requested) with
        {
            ExpiresAt = requested.ExpiresAt,
        },
        RefundRequested requested => Requested(TransactionType.Refund, requested),
        TransactionAuthorized => this with { Status = TransactionStatus.Authorized },
        PaymentCaptureRequested capture => this with
        {
            Status = TransactionStatus.Processing,
            Order = PaymentOrder.Capture,
            Moved = capture.Amount.Amount,
        },
        PaymentVoidRequested => this with { Status = TransactionStatus.Processing, Order = PaymentOrder.Void },
        TransactionCompleted completed => this with { Status = TransactionStatus.Completed, Fee = completed.Fee },
        TransactionFailed => this with { Status = TransactionStatus.Failed },
        TransactionVoided => this with { Status = TransactionStatus.Voided },
        TransactionExpired => this with { Status = TransactionStatus.Expired },
        RefundReserved reserved => this with
        {
            Refunds = Refunds.SetItem(
                reserved.RefundId, new RefundShare(reserved.Amount.Amount, reserved.FeeReturned, RefundState.Reserved)),
        },
        RefundReleased released => this with
        {
            Refunds = Refunds.SetItem(released.RefundId, new RefundShare(0m, 0m, RefundState.Released)),
        },
        TransactionRefunded refunded => this with
        {
            Refunds = Refunds.SetItem(
                refunded.RefundId, Refunds[refunded.RefundId] with { State = RefundState.Done }),
            Refunded = refunded.RefundedAfter,
        },
        _ => throw new UnreachableException(
            $"A transaction's stream holds a {e.GetType().Name}; skipping it could lose money."),
    };

    Transaction Requested(TransactionType type, ITransactionRequested requested) => this with
    {
        Status = TransactionStatus.Processing,
        Type = type,
        Amount = requested.Amount,
        Moved = requested.Amount.Amount,
    };
}

/// <summary>What a payment was told to do with the money that is held for it.</summary>
public enum PaymentOrder
{
    None,
    Capture,
    Void,
}

public enum RefundState
{
    Reserved,
    Done,

    /// <summary>It did not take place, and does not any more.</summary>
    Released,
}

/// <summary>A refund's share of a transaction; major units.</summary>
/// <param name="Fee">What it returns of the fee.</param>
public sealed record RefundShare(decimal Amount, decimal Fee, RefundState State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Transaction))]
sealed partial class TransactionJson : JsonSerializerContext;
