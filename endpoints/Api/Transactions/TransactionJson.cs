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
        json.WriteStartObject();
        json.WriteString("transactionId", transaction.TransactionId);
        json.WriteString("trackingId", transaction.TrackingId);
        json.WriteString("ledger", transaction.Ledger);
        json.WriteChoice("type", transaction.Type);
        json.WriteChoice("status", transaction.Status);
        json.WriteString("sourceAccountId", transaction.SourceAccountId);
        json.WriteString("destinationAccountId", transaction.DestinationAccountId);
        json.WriteAmount("amount", transaction.Amount.Amount, currencies.Find(transaction.Amount.Currency));
        json.WriteString("currency", transaction.Amount.Currency.Value);
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
