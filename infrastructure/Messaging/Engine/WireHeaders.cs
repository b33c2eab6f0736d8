using System.Globalization;
using System.Text.Json;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// An envelope as headers and back. The names are NServiceBus's; those of our own begin with BillingEngine.
/// </summary>
static class WireHeaders
{
    public const string CorrelationId = "BillingEngine.CorrelationId";
    public const string RequestId = "BillingEngine.RequestId";
    public const string RequestFingerprint = "BillingEngine.RequestFingerprint";
    public const string Attempts = "BillingEngine.Attempts";
    public const string LastFailure = "BillingEngine.LastFailure";

    public static Dictionary<string, string> Write(Envelope envelope)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Headers.MessageId] = envelope.MessageId.ToString(),
            [Headers.ConversationId] = envelope.ConversationId.ToString(),
            [Headers.CorrelationId] = (envelope.InReplyTo ?? envelope.MessageId).ToString(),
            [Headers.MessageIntent] = envelope.Intent.ToString(),
            [Headers.EnclosedMessageTypes] = envelope.Type.Type.FullName!,
            [Headers.ContentType] = "application/json",
            [Headers.TimeSent] = DateTimeOffsetHelper.ToWireFormattedString(envelope.TimeSent),
            [CorrelationId] = envelope.CorrelationId,
        };
        Add(headers, Headers.RelatedTo, envelope.RelatedTo);
        Add(headers, Headers.OriginatingEndpoint, envelope.OriginatingEndpoint);
        Add(headers, Headers.ReplyToAddress, Address(envelope));
        Add(headers, Headers.SagaId, envelope.SagaId);
        Add(headers, Headers.SagaType, envelope.SagaType);
        Add(headers, Headers.OriginatingSagaId, envelope.OriginatingSagaId);
        Add(headers, Headers.OriginatingSagaType, envelope.OriginatingSagaType);
        Add(headers, Headers.IsSagaTimeoutMessage, envelope.IsTimeout ? "True" : null);
        Add(headers, Headers.DeliverAt, envelope.DueAt is { } due ? DateTimeOffsetHelper.ToWireFormattedString(due) : null);
        Add(headers, Headers.DelayedRetries, Number(envelope.DelayedRetries));
        Add(headers, Attempts, Number(envelope.EarlierAttempts));
        Add(headers, ReplayHeaders.Operation, envelope.Operation);
        Add(headers, ReplayHeaders.Replay, envelope.IsReplay ? "True" : null);
        Add(headers, ReplayHeaders.WasHandled, envelope.WasHandled ? "True" : null);
        Add(headers, Headers.TraceParent, envelope.TraceParent);
        Add(headers, RequestId, envelope.Request?.RequestId);
        Add(headers, RequestFingerprint, envelope.Request?.Fingerprint);
        foreach (var (name, value) in envelope.CustomHeaders ?? new Dictionary<string, string>())
            headers.TryAdd(name, value);
        return headers;
    }

    /// <exception cref="UndecodableMessageException">Type or headers cannot be made sense of.</exception>
    public static Envelope Read(ReceivedMessage received, MessageTypes types)
    {
        var message = received.Message;
        if (!types.TryFind(message.Type, out var type))
            throw new UndecodableMessageException($"{message.Type} is not a contract that this version knows.");
        var headers = Parse(message.Headers);
        return new Envelope
        {
            MessageId = message.MessageId,
            Type = type,
            Partition = message.Partition,
            Body = message.Body,
            Receipt = received.Receipt,
            Intent = Enum.TryParse<MessageIntent>(headers.GetValueOrDefault(Headers.MessageIntent), out var intent)
                ? intent
                : MessageIntent.Send,
            ConversationId = Id(headers, Headers.ConversationId) ?? message.MessageId,
            CorrelationId = headers.GetValueOrDefault(CorrelationId) ?? message.MessageId.ToString(),
            TimeSent = Time(headers, Headers.TimeSent) ?? message.DueAt,
            RelatedTo = Id(headers, Headers.RelatedTo),
            InReplyTo = intent == MessageIntent.Reply ? Id(headers, Headers.CorrelationId) : null,
            OriginatingEndpoint = headers.GetValueOrDefault(Headers.OriginatingEndpoint),
            ReplyTo = PartitionOf(headers.GetValueOrDefault(Headers.ReplyToAddress)),
            SagaId = Id(headers, Headers.SagaId),
            SagaType = headers.GetValueOrDefault(Headers.SagaType),
            OriginatingSagaId = Id(headers, Headers.OriginatingSagaId),
            OriginatingSagaType = headers.GetValueOrDefault(Headers.OriginatingSagaType),
            IsTimeout = headers.ContainsKey(Headers.IsSagaTimeoutMessage),
            Kind = message.Kind,
            DelayedRetries = Number(headers, Headers.DelayedRetries),
            EarlierAttempts = Number(headers, Attempts),
            Operation = Id(headers, ReplayHeaders.Operation),
            IsReplay = headers.ContainsKey(ReplayHeaders.Replay),
            WasHandled = headers.ContainsKey(ReplayHeaders.WasHandled),
            TraceParent = headers.GetValueOrDefault(Headers.TraceParent),
            Request = Id(headers, RequestId) is { } request
                ? new RequestIdentity(request, headers.GetValueOrDefault(RequestFingerprint) ?? "")
                : null,
            CustomHeaders = headers,
        };
    }

    public static ReadOnlyMemory<byte> ToJson(Dictionary<string, string> headers, PayloadBuffer buffer) =>
        buffer.Write(headers, static (writer, all) =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in all)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        });

    /// <summary>The address of a partition, for replies: <c>transactions#17</c>.</summary>
    public static string? Address(Envelope envelope) => envelope.ReplyTo is { } partition
        ? string.Create(CultureInfo.InvariantCulture, $"{envelope.OriginatingEndpoint}#{partition}")
        : null;

    public static int? PartitionOf(string? address) =>
        address?.IndexOf('#', StringComparison.Ordinal) is { } at and >= 0
        && int.TryParse(address.AsSpan(at + 1), CultureInfo.InvariantCulture, out var partition)
            ? partition
            : null;

    static Dictionary<string, string> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToDictionary(
                header => header.Name, header => header.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new UndecodableMessageException("The headers are not a JSON object of texts, each there once.", e);
        }
    }

    static Guid? Id(Dictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var text) && Guid.TryParse(text, out var id) ? id : null;

    static DateTimeOffset? Time(Dictionary<string, string> headers, string name)
    {
        try
        {
            return headers.TryGetValue(name, out var text) ? DateTimeOffsetHelper.ToDateTimeOffset(text) : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UndecodableMessageException($"The header {name} is no time: {e.Message}", e);
        }
    }

    static string? Number(int value) => value == 0 ? null : value.ToString(CultureInfo.InvariantCulture);

    static int Number(Dictionary<string, string> headers, string name) =>
        int.TryParse(headers.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;

    static void Add(Dictionary<string, string> headers, string name, string? value)
    {
        if (value is not null)
            headers[name] = value;
    }

    static void Add(Dictionary<string, string> headers, string name, Guid? value) => Add(headers, name, value?.ToString());
}

/// <summary>A message that cannot be read. Trying again does not help.</summary>
public sealed class UndecodableMessageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// Reads a message from its body, which may break in any way: contracts check their values themselves.
    /// </summary>
    internal static object ReadBody(Envelope envelope)
    {
        try
        {
            return envelope.Type.Read(envelope.Body.Span);
        }
        catch (Exception e)
        {
            throw new UndecodableMessageException($"The body is not a {envelope.Type.Name}: {e.Message}", e);
        }
    }
}
