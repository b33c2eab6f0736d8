using System.Text.Json;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Postgres.Operations;

/// <summary>Makes of the headers of a failed or traced message those under which it is delivered once more.</summary>
public static class Redelivery
{
    /// <summary>What the failure left on the message.</summary>
    static readonly string[] OfTheFailure =
    [
        "NServiceBus.FailedQ", "NServiceBus.TimeOfFailure", "NServiceBus.ExceptionInfo.", "BillingEngine.ErrorQueue",
        Headers.ProcessingEndpoint, Headers.ProcessingMachine, Headers.DelayedRetries, Headers.ImmediateRetries,
        Headers.DeliverAt,
    ];

    /// <param name="headers">JSON object of texts.</param>
    /// <param name="operation">The retry that it is a part of.</param>
    /// <param name="wasHandled">It is sent though it had succeeded.</param>
    /// <returns>The headers, marked as those of a replay: what has been done already is not done again.</returns>
    public static byte[] HeadersOf(ReadOnlyMemory<byte> headers, Guid operation, bool wasHandled = false)
    {
        var all = WithoutFailure(headers);
        all[ReplayHeaders.Replay] = "True";
        all[ReplayHeaders.Operation] = operation.ToString();
        if (wasHandled)
            all[ReplayHeaders.WasHandled] = "True";
        return JsonSerializer.SerializeToUtf8Bytes(all);
    }

    /// <returns>The headers as they were sent, without what the failure left there.</returns>
    public static byte[] AsSent(ReadOnlyMemory<byte> headers) =>
        JsonSerializer.SerializeToUtf8Bytes(WithoutFailure(headers));

    static Dictionary<string, string> WithoutFailure(ReadOnlyMemory<byte> headers)
    {
        var all = JsonSerializer.Deserialize<Dictionary<string, string>>(headers.Span) ?? [];
        foreach (var name in all.Keys.Where(IsOfTheFailure).ToList())
            all.Remove(name);
        return all;
    }

    static bool IsOfTheFailure(string name) =>
        Array.Exists(OfTheFailure, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
