using System.Text.Json;
using System.Text.RegularExpressions;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.Integration.Tests.ReadModels.Transactions;

/// <summary>What a filter means, one transaction at a time, without any index.</summary>
static class NaiveSearch
{
    public static IEnumerable<TransactionSnapshot> Of(
        IEnumerable<TransactionSnapshot> all, TransactionFilter filter) => all
            .Where(transaction => IsTrue(filter, transaction))
            .OrderByDescending(transaction => transaction.CreatedAt)
            .ThenByDescending(transaction => transaction.TransactionId.ToString(), StringComparer.Ordinal);

    static bool IsTrue(TransactionFilter filter, TransactionSnapshot one) =>
        one.Ledger == filter.Ledger
        && (filter.AccountId is not { } id || id == one.SourceAccountId || id == one.DestinationAccountId)
        && (filter.Types is [] || filter.Types.Contains(one.Type))
        && (filter.Statuses is [] || filter.Statuses.Contains(one.Status))
        && (filter.Reference is null || filter.Reference == one.Reference)
        && (filter.Currency is null || filter.Currency == one.Amount.Currency.Value)
        && (filter.From is null || one.CreatedAt >= filter.From)
        && (filter.To is null || one.CreatedAt < filter.To)
        && (filter.MinAmount is null || one.Amount.Amount >= filter.MinAmount)
        && (filter.MaxAmount is null || one.Amount.Amount <= filter.MaxAmount)
        && Words(filter.Description).All(Words(one.Description).Contains)
        && Words(filter.Text).All(
            Words($"{one.Reference} {one.Description} {string.Join(' ', Values(one).SelectMany(Scalars))}").Contains)
        && filter.Metadata.All(pair => Members(one).Any(member =>
            member.Name == pair.Key
            && member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array)
            && Text(member.Value) == pair.Value));

    static HashSet<string> Words(string? text) =>
        [.. Regex.Matches((text ?? "").ToLowerInvariant(), @"[\p{L}\p{Nd}\p{Mn}\p{Mc}]+").Select(match => match.Value)];

    static JsonElement.ObjectEnumerator Members(TransactionSnapshot one) =>
        JsonElement.Parse(one.Metadata?.Value ?? "{}").EnumerateObject();

    static IEnumerable<JsonElement> Values(TransactionSnapshot one) => Members(one).Select(member => member.Value);

    static IEnumerable<string> Scalars(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Scalars(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Scalars),
        JsonValueKind.String or JsonValueKind.Number => [Text(value)],
        _ => [],
    };

    static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
