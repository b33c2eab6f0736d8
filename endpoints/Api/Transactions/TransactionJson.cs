using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>Transactions as the API shows them.</summary>
sealed class TransactionJson(CurrencyRegistry currencies)
{
    public void Write(Utf8JsonWriter json, TransactionSnapshot transaction)
    {
        var currency = currencies.Find(transaction.Amount.Currency);
        json.WriteStartObject();
        json.WriteString("transactionId", transaction.TransactionId);
        json.WriteString("trackingId", transaction.TrackingId);
        json.WriteString("ledger", transaction.Ledger);
        json.WriteChoice("type", transaction.Type);
        json.WriteChoice("status", transaction.Status);
        json.WriteString("sourceAccountId", transaction.SourceAccountId);
        json.WriteString("destinationAccountId", transaction.DestinationAccountId);
        json.WriteAmount("amount", transaction.Amount.Amount, currency);
        json.WriteString("currency", transaction.Amount.Currency.Value);
        WriteWhatFollowed(json, transaction, currency);
        if (transaction.Type is TransactionType.Payment)
            WritePayment(json, transaction);
        json.WriteString("reference", transaction.Reference);
        json.WriteString("description", transaction.Description);
        json.WriteObjectOrNull("metadata", transaction.Metadata);
        WriteFailure(json, transaction.Failure);
        json.WriteString("correlationId", transaction.CorrelationId);
        json.WriteTime("createdAt", transaction.CreatedAt);
        json.WriteTimeOrNull("completedAt", transaction.CompletedAt);
        json.WriteEndObject();
    }

    public static void WriteProcessing(Utf8JsonWriter json, Processing processing)
    {
        json.WriteStartObject();
        json.WriteString("status", "processing");
        json.WriteString("transactionId", processing.TransactionId);
        json.WriteString("trackingId", processing.TrackingId);
        json.WriteString("correlationId", processing.CorrelationId);
        json.WriteString("message", "The command is durable and will be carried out. Ask at Location for the outcome.");
        json.WriteEndObject();
    }

    /// <summary>What was taken, charged and given back; each only where it can be.</summary>
    static void WriteWhatFollowed(Utf8JsonWriter json, TransactionSnapshot transaction, Currency? currency)
    {
        // Before the end a payment on record knows only what was asked for.
        if (transaction.Type is TransactionType.Payment)
            json.WriteAmountOrNull(
                "capturedAmount",
                transaction.Status is TransactionStatus.Completed ? transaction.CapturedAmount : null,
                currency);
        if (transaction.Type is TransactionType.Topup or TransactionType.Transfer or TransactionType.Payment)
            json.WriteAmount("refundedAmount", transaction.RefundedAmount, currency);
        if (transaction.OriginalTransactionId is { } original)
            json.WriteString("originalTransactionId", original);
        if (transaction.Fee is not { } fee)
            return;
        json.WriteAmount(
            transaction.Type is TransactionType.Refund ? "feeReturnedAmount" : "feeAmount", fee, currency);
    }

    static void WritePayment(Utf8JsonWriter json, TransactionSnapshot payment)
    {
        json.WriteTimeOrNull("expiresAt", payment.ExpiresAt);
        if (payment.CardId is { } cardId)
            json.WriteString("cardId", cardId);
        else
            json.WriteNull("cardId");
    }

    static void WriteFailure(Utf8JsonWriter json, Refusal? failure)
    {
        if (failure is null)
        {
            json.WriteNull("failure");
            return;
        }

        json.WriteStartObject("failure");
        json.WriteString("code", failure.Code);
        json.WriteString("detail", failure.Detail);
        json.WriteEndObject();
    }

    public readonly record struct Processing(Guid TransactionId, string TrackingId, string CorrelationId);
}
