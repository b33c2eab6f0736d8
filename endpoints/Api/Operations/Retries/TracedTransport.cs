using System.Text.Json;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>Makes of a traced message the one that was sent.</summary>
static class TracedTransport
{
    public static TransportMessage Of(TracedMessage message, Guid conversationId)
    {
        var headers = new Dictionary<string, string>(message.Headers ?? new Dictionary<string, string>())
        {
            [Headers.MessageId] = message.MessageId.ToString(),
            [Headers.ConversationId] = conversationId.ToString(),
            [Headers.MessageIntent] = message.Intent,
            [Headers.ContentType] = "application/json",
            [Headers.TimeSent] = DateTimeOffsetHelper.ToWireFormattedString(message.Sent),
        };
        return new(
            message.MessageId,
            message.Type,
            message.Partition,
            message.Sent,
            JsonSerializer.SerializeToUtf8Bytes(headers),
            message.Body);
    }

    /// <summary>Why this version cannot handle it; null when it can.</summary>
    public static string? FaultOf(TracedMessage message, IReplays replays)
    {
        if (replays.EndpointOf(message.Partition) is null)
            return $"There is no partition {message.Partition}.";
        if (!replays.Contracts.TryFind(message.Type, out var contract))
            return $"{message.Type} is not a contract that this version knows.";
        try
        {
            contract.Read(message.Body);
            return null;
        }
        catch (Exception e)
        {
            // A contract checks its values itself, in any way.
            return $"The body is not a {message.Type}: {e.Message}";
        }
    }
}
