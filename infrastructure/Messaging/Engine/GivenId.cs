namespace BillingEngine.Messaging.Engine;

/// <summary>Reads the ids that senders choose themselves.</summary>
static class GivenId
{
    public static Guid Parse(string text, string what) => Guid.TryParse(text, out var id)
        ? id
        : throw new InvalidOperationException($"The {what} '{text}' is no UUID. Here all ids are.");
}
