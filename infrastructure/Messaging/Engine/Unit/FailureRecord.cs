using System.Text.Json;
using BillingEngine.Messaging.Faults;
using BillingEngine.Messaging.Recoverability;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Makes of a failed message what an operator needs: the message whole, where it failed and why.</summary>
static class FailureRecord
{
    const int LongestMessage = 16_384;
    const int LongestHint = 300;

    /// <summary>
    /// What tells of earlier deliveries and retries: the count begins anew when the message is retried.
    /// </summary>
    static readonly string[] OfThisDelivery =
    [
        Headers.DelayedRetries, Headers.DelayedRetriesTimestamp, Headers.ImmediateRetries, Headers.DeliverAt,
        WireHeaders.Attempts, ReplayHeaders.Operation, ReplayHeaders.Replay, ReplayHeaders.WasHandled,
        WireHeaders.LastFailure,
    ];

    public static FailedMessage Of(
        TransportMessage message,
        string endpoint,
        Exception cause,
        int attempts,
        DateTimeOffset now,
        string errorQueue = "error",
        Action<Dictionary<string, string>>? customize = null)
    {
        var headers = Parsed(message.Headers);
        var (conversation, correlation, operation) = (
            Id(headers, Headers.ConversationId), headers.GetValueOrDefault(WireHeaders.CorrelationId),
            Id(headers, ReplayHeaders.Operation));
        foreach (var name in OfThisDelivery)
            headers.Remove(name);
        AddFailure(headers, message, endpoint, cause, now);
        headers["BillingEngine.ErrorQueue"] = errorQueue;
        customize?.Invoke(headers);
        return new(
            message with { Headers = JsonSerializer.SerializeToUtf8Bytes(headers), Body = message.Body.ToArray() },
            endpoint,
            cause.GetType().FullName!,
            Shortened(cause.Message, LongestMessage),
            cause.ToString(),
            attempts,
            now)
        {
            Fingerprint = FailureFingerprint.Of(message.Type, cause),
            ConversationId = conversation,
            CorrelationId = correlation,
            Operation = operation,
        };
    }

    /// <summary>The headers of a message that is put off: why, and since when.</summary>
    public static Dictionary<string, string> WithLastFailure(
        IReadOnlyDictionary<string, string>? headers, Exception cause, DateTimeOffset now) =>
        With(headers, new()
        {
            [Headers.DelayedRetriesTimestamp] = DateTimeOffsetHelper.ToWireFormattedString(now),
            [WireHeaders.LastFailure] = Hint(cause),
        });

    public static Dictionary<string, string> WithUnwritableBody(
        IReadOnlyDictionary<string, string>? headers, Exception cause) =>
        With(headers, new() { ["BillingEngine.UnwritableBody"] = Hint(cause) });

    static void AddFailure(
        Dictionary<string, string> headers,
        TransportMessage message,
        string endpoint,
        Exception cause,
        DateTimeOffset now)
    {
        headers[FaultsHeaderKeys.FailedQ] = $"{endpoint}#{message.Partition}";
        headers[FaultsHeaderKeys.TimeOfFailure] = DateTimeOffsetHelper.ToWireFormattedString(now);
        headers[FaultsHeaderKeys.ExceptionType] = cause.GetType().FullName!;
        headers[FaultsHeaderKeys.Message] = Shortened(cause.Message, LongestMessage);
        headers[FaultsHeaderKeys.Source] = cause.Source ?? "";
        headers[FaultsHeaderKeys.StackTrace] = cause.ToString();
        headers[FaultsHeaderKeys.HelpLink] = cause.HelpLink ?? "";
        if (cause.InnerException is { } inner)
            headers[FaultsHeaderKeys.InnerExceptionType] = inner.GetType().FullName!;
        foreach (var key in cause.Data.Keys)
            headers[$"NServiceBus.ExceptionInfo.Data.{key}"] = cause.Data[key]?.ToString() ?? "";
        headers["NServiceBus.ExceptionInfo.Data.Message ID"] = message.MessageId.ToString();
        headers["NServiceBus.ExceptionInfo.Data.Message type"] = message.Type;
        headers[Headers.ProcessingEndpoint] = endpoint;
        headers[Headers.ProcessingMachine] = Environment.MachineName;
    }

    /// <summary>Headers may be the very thing that could not be read; then they are kept as one text.</summary>
    static Dictionary<string, string> Parsed(ReadOnlyMemory<byte> headers)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(headers.Span) ?? [];
        }
        catch (JsonException)
        {
            return new() { ["BillingEngine.UnreadableHeaders"] = System.Text.Encoding.UTF8.GetString(headers.Span) };
        }
    }

    static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string>? headers, Dictionary<string, string> more)
    {
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            more.TryAdd(name, value);
        return more;
    }

    static Guid? Id(Dictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var text) && Guid.TryParse(text, out var id) ? id : null;

    static string Hint(Exception cause) =>
        Shortened($"{cause.GetType().Name}: {cause.Message}", LongestHint).Replace('\0', '\uFFFD');

    static string Shortened(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
