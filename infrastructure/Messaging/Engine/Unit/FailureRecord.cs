using System.Text.Json;
using BillingEngine.Messaging.Faults;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>Makes of a failed message what an operator needs: the message whole, where it failed and why.</summary>
static class FailureRecord
{
    const int LongestMessage = 16_384;

    public static FailedMessage Of(
        TransportMessage message, string endpoint, Exception cause, int attempts, DateTimeOffset now) => new(
        message with { Headers = WithFailure(message, endpoint, cause, now), Body = message.Body.ToArray() },
        endpoint,
        cause.GetType().FullName!,
        Shortened(cause.Message),
        cause.ToString(),
        attempts,
        now);

    static byte[] WithFailure(TransportMessage message, string endpoint, Exception cause, DateTimeOffset now)
    {
        var headers = Parsed(message.Headers);
        headers[FaultsHeaderKeys.FailedQ] = $"{endpoint}#{message.Partition}";
        headers[FaultsHeaderKeys.TimeOfFailure] = DateTimeOffsetHelper.ToWireFormattedString(now);
        headers[FaultsHeaderKeys.ExceptionType] = cause.GetType().FullName!;
        headers[FaultsHeaderKeys.Message] = Shortened(cause.Message);
        headers[FaultsHeaderKeys.Source] = cause.Source ?? "";
        headers[FaultsHeaderKeys.StackTrace] = cause.ToString();
        if (cause.InnerException is { } inner)
            headers[FaultsHeaderKeys.InnerExceptionType] = inner.GetType().FullName!;
        headers[Headers.ProcessingEndpoint] = endpoint;
        return JsonSerializer.SerializeToUtf8Bytes(headers);
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

    static string Shortened(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];
}
