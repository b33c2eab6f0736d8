using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>Accounts as the API shows them.</summary>
sealed class AccountJson(CurrencyRegistry currencies)
{
    public void Write(Utf8JsonWriter json, AccountSnapshot account)
    {
        var currency = currencies.Find(account.Currency);
        json.WriteStartObject();
        json.WriteString("accountId", account.AccountId);
        json.WriteString("ledger", account.Ledger);
        json.WriteString("ownerId", account.OwnerId);
        json.WriteString("ownerType", account.OwnerType);
        json.WriteChoice("kind", account.Kind);
        json.WriteString("currency", account.Currency.Value);
        json.WriteChoice("status", account.Status);
        json.WriteAmount("balance", account.Balance, currency);
        json.WriteAmount("held", account.Held, currency);
        json.WriteAmount("available", account.Available, currency);
        json.WriteAmountOrNull("minBalance", account.MinBalance, currency);
        json.WriteAmountOrNull("maxBalance", account.MaxBalance, currency);
        json.WriteAmountOrNull("creditLimit", account.CreditLimit, currency);
        json.WriteAmountOrNull("perTransactionLimit", account.PerTransactionLimit, currency);
        json.WriteAmountOrNull("dailyLimit", account.DailyLimit, currency);
        json.WriteNumber("kycLevel", account.KycLevel);
        json.WriteObjectOrNull("metadata", account.Metadata);
        json.WriteNumber("version", account.Version);
        json.WriteTime("createdAt", account.CreatedAt);
        json.WriteTime("updatedAt", account.UpdatedAt);
        json.WriteEndObject();
    }

    public void WriteBalance(Utf8JsonWriter json, (AccountSnapshot Account, DateTimeOffset AsOf) content)
    {
        var (account, asOf) = content;
        var currency = currencies.Find(account.Currency);
        json.WriteStartObject();
        json.WriteString("accountId", account.AccountId);
        json.WriteString("currency", account.Currency.Value);
        json.WriteAmount("balance", account.Balance, currency);
        json.WriteAmount("held", account.Held, currency);
        json.WriteAmount("available", account.Available, currency);
        json.WriteNumber("version", account.Version);
        json.WriteTime("asOf", asOf);
        json.WriteEndObject();
    }

    public static void WriteProcessing(Utf8JsonWriter json, (Guid AccountId, string CorrelationId) content)
    {
        json.WriteStartObject();
        json.WriteString("status", "processing");
        json.WriteString("accountId", content.AccountId);
        json.WriteString("correlationId", content.CorrelationId);
        json.WriteString("message", "The command is durable and will be carried out. The account shows the outcome.");
        json.WriteEndObject();
    }
}
