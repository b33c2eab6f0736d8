using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace BillingEngine.Messaging.Serialization;

/// <summary>The way from a shape of the past to that of today: from each version to the next one.</summary>
sealed class Upcasting(string name, IReadOnlyList<Func<JsonObject, JsonObject>> steps)
{
    /// <exception cref="JsonException">The bytes are not what was stored under the name.</exception>
    public object? Read(ReadOnlySpan<byte> json, JsonTypeInfo today)
    {
        if (JsonNode.Parse(json) is not JsonObject stored)
            throw new JsonException($"A {name} is a JSON object.");
        return Upcast(stored).Deserialize(today);
    }

    /// <summary>A step is written for what was stored; what it makes of anything else is no fault of it.</summary>
    JsonObject Upcast(JsonObject stored)
    {
        try
        {
            return steps.Aggregate(stored, (json, step) => step(json));
        }
        catch (Exception e) when (e is not JsonException)
        {
            throw new JsonException($"What is stored as {name} cannot be turned into what it is today: {e.Message}", e);
        }
    }
}
