using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>How a balance became another one.</summary>
/// <param name="Opening">Null: there was no account yet, so it begins with nothing.</param>
sealed record Explanation(
    AccountSnapshot Account,
    DateTimeOffset From,
    DateTimeOffset To,
    AccountSnapshot? Opening,
    AccountSnapshot Closing,
    IReadOnlyList<LedgerEntry> Entries,
    string? NextCursor);

/// <summary>Explanations as the API shows them.</summary>
sealed class ExplanationJson(CurrencyRegistry currencies)
{
    public void Write(Utf8JsonWriter json, Explanation explanation)
    {
        var currency = currencies.Find(explanation.Account.Currency);
        json.WriteStartObject();
        json.WriteString("accountId", explanation.Account.AccountId);
        json.WriteString("currency", explanation.Account.Currency.Value);
        json.WriteTime("from", explanation.From);
        json.WriteTime("to", explanation.To);
        WriteLevel(json, "opening", explanation.Opening, currency);
        json.WriteStartArray("entries");
        foreach (var entry in explanation.Entries)
            EntryJson.Write(json, entry, currency);
        json.WriteEndArray();
        WriteLevel(json, "closing", explanation.Closing, currency);
        json.WriteString("nextCursor", explanation.NextCursor);
        json.WriteEndObject();
    }

    static void WriteLevel(Utf8JsonWriter json, string name, AccountSnapshot? account, Currency? currency)
    {
        json.WriteStartObject(name);
        json.WriteAmount("balance", account?.Balance ?? 0m, currency);
        json.WriteAmount("held", account?.Held ?? 0m, currency);
        json.WriteAmount("available", account?.Available ?? 0m, currency);
        json.WriteNumber("version", account?.Version ?? 0);
        json.WriteEndObject();
    }
}
