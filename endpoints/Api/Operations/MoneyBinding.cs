using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Api.Operations;

/// <summary>
/// Finds what an edit would change of the money that a message is about, so that no edit makes money or sends it
/// elsewhere. Bound are the partition key, the evidence and the concern with money, and in a message of a movement
/// every member but texts for people, times and how long it lasts. An original that cannot be read is compared as it
/// is, member by member, and one whose ids and amounts cannot be told is not edited at all.
/// </summary>
static class MoneyBinding
{
    const string Rule = "must stay what it was sent with";

    static readonly string[] Identifying =
    [
        "transactionId", "refundId", "originalTransactionId", "accountId", "sourceAccountId", "destinationAccountId",
        "ledger", "amount", "currency", "initialBalance",
    ];

    static readonly string[] Free =
        ["reference", "description", "metadata", "reason", "actor", "label", "expiresAt", "expiresIn"];

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <returns>Members that differ, as fields of the request, with what is wrong.</returns>
    public static IEnumerable<(string Field, string Rule)> Violations(MessageType type, byte[] original, object edited)
    {
        var sent = TryRead(type, original);
        var bound = BoundMembersOf(type, edited);
        using var before = sent is null ? TryParse(original) : JsonDocument.Parse(Write(type, sent));
        using var after = JsonDocument.Parse(Write(type, edited));
        var violations = bound
            .Where(name => !IsSame(before?.RootElement, after.RootElement, name, isReadable: sent is not null))
            .Select(name => ($"body.{name}", Rule))
            .ToList();
        if (violations.Count == 0 && sent is not null && !IsBoundAlike(sent, edited))
            violations.Add(("body", "must be about the same money, and have the same key, as what was sent"));
        return violations;
    }

    static IEnumerable<string> BoundMembersOf(MessageType type, object edited) => edited switch
    {
        IConcernMoney { Concern.TransactionId: not null } => MembersOf(type).Except(Free),
        IConcernMoney => MembersOf(type).Intersect(Identifying),
        _ => [],
    };

    static bool IsBoundAlike(object sent, object edited) =>
        (sent as IPartitioned)?.PartitionKey == (edited as IPartitioned)?.PartitionKey
        && (sent as ILeaveEvidence)?.Evidence == (edited as ILeaveEvidence)?.Evidence
        && IsSame((sent as IConcernMoney)?.Concern, (edited as IConcernMoney)?.Concern);

    static bool IsSame(MoneyConcern? before, MoneyConcern? after) => before is null || after is null
        ? before is null && after is null
        : before.TransactionId == after.TransactionId
            && before.AccountIds.SequenceEqual(after.AccountIds)
            && before.Amount == after.Amount
            && before.Currency == after.Currency;

    static bool IsSame(JsonElement? before, JsonElement after, string name, bool isReadable)
    {
        var (sent, edited) = (Find(before, name), Find(after, name));
        return (sent, edited) switch
        {
            (null, null) => before is not null,
            ({ } one, { } other) => JsonElement.DeepEquals(one, other)
                || (!isReadable && !Identifying.Contains(name) && IsBrokenId(one, other)),
            _ => false,
        };
    }

    /// <summary>An id that is none told nobody anything: it may be mended.</summary>
    static bool IsBrokenId(JsonElement sent, JsonElement edited) =>
        edited.ValueKind is JsonValueKind.String && edited.TryGetGuid(out _)
        && !(sent.ValueKind is JsonValueKind.String && sent.TryGetGuid(out _));

    static JsonElement? Find(JsonElement? json, string name) =>
        json is { } all && all.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    static IEnumerable<string> MembersOf(MessageType type) =>
        MessagesJson.Default.GetTypeInfo(type.Type)?.Properties.Select(property => property.Name) ?? [];

    /// <summary>Null when it is not as its contract says.</summary>
    public static object? TryRead(MessageType type, byte[] body)
    {
        try
        {
            return type.Read(body);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException
            or InvalidOperationException)
        {
            return null;
        }
    }

    static JsonDocument? TryParse(byte[] body)
    {
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static byte[] Write(MessageType type, object message)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            type.Write(writer, message);
        return stream.ToArray();
    }
}
