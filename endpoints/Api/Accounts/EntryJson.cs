using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>Ledger entries as the API shows them.</summary>
static class EntryJson
{
    public static void Write(Utf8JsonWriter json, LedgerEntry entry, Currency? currency)
    {
        json.WriteStartObject();
        json.WriteNumber("position", entry.Position);
        json.WriteTime("at", entry.At);
        json.WriteString("transactionId", entry.TransactionId);
        json.WriteChoice("type", entry.Type);
        json.WriteString("entry", entry.Entry);
        json.WriteAmount("amount", entry.Amount, currency);
        json.WriteAmount("balanceAfter", entry.BalanceAfter, currency);
        json.WriteIdOrNull("counterpartyAccountId", entry.CounterpartyAccountId);
        json.WriteString("reference", entry.Reference);
        json.WriteEndObject();
    }
}
