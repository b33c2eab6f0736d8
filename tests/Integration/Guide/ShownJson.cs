using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BillingEngine.Integration.Tests.Guide;

/// <summary>
/// An answer as a page shows it: cut to the members that matter there. Times differ from run to run, and so do ids that
/// the engine draws at random; everything else is compared.
/// </summary>
static partial class ShownJson
{
    static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What came, cut to the members that are shown.</summary>
    public static string Cut(string shown, string actual) =>
        Cut(JsonNode.Parse(shown), JsonNode.Parse(actual))!.ToJsonString(Pretty) + "\n";

    /// <summary>With what differs from run to run made equal.</summary>
    public static string Comparable(string json) =>
        Random().Replace(Time().Replace(JsonNode.Parse(json)!.ToJsonString(Pretty), "<time>"), "${name}<random>");

    static JsonNode? Cut(JsonNode? shown, JsonNode? actual) => (shown, actual) switch
    {
        (JsonObject wanted, JsonObject all) => new JsonObject(wanted.Select(member => KeyValuePair.Create(
            member.Key,
            all.TryGetPropertyValue(member.Key, out var value)
                ? Cut(member.Value, value)
                : JsonValue.Create("(no such member)")))),
        (JsonArray wanted, JsonArray all) => new JsonArray(
            [.. all.Select((item, index) => Cut(index < wanted.Count ? wanted[index] : item, item))]),
        _ => actual?.DeepClone(),
    };

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<name>""(correlationId|traceId|id|retryId|messageId)"": )""[^""]*""")]
    private static partial Regex Random();
}
