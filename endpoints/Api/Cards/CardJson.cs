using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Cards;

/// <summary>Cards as the API shows them.</summary>
static class CardJson
{
    public static void Write(Utf8JsonWriter json, CardSnapshot card)
    {
        json.WriteStartObject();
        json.WriteString("cardId", card.CardId);
        json.WriteString("accountId", card.AccountId);
        json.WriteString("ledger", card.Ledger);
        json.WriteChoice("status", card.Status);
        json.WriteString("label", card.Label);
        json.WriteTime("expiresAt", card.ExpiresAt);
        json.WriteTime("createdAt", card.CreatedAt);
        json.WriteTime("updatedAt", card.UpdatedAt);
        json.WriteEndObject();
    }

    public static void WriteProcessing(
        Utf8JsonWriter json, (Guid AccountId, Guid CardId, string CorrelationId) content)
    {
        json.WriteStartObject();
        json.WriteString("status", "processing");
        json.WriteString("accountId", content.AccountId);
        json.WriteString("cardId", content.CardId);
        json.WriteString("correlationId", content.CorrelationId);
        json.WriteString("message", "The command is durable and will be carried out. The card shows the outcome.");
        json.WriteEndObject();
    }
}
