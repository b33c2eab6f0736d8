using System.Text.Json.Serialization;

namespace BillingEngine.Messaging.Serialization;

/// <summary>The contracts of the engine itself.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeliveryFailed))]
sealed partial class EngineMessages : JsonSerializerContext
{
    public static MessageModule Module =>
        new([new MessageContract("engine.delivery_failed.v1", typeof(DeliveryFailed))], Default);
}
