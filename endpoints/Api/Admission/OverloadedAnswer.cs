using System.Buffers;
using System.Text;
using System.Text.Json;
using BillingEngine.Api.Answers;

namespace BillingEngine.Api.Admission;

/// <summary>
/// The problem <c>overloaded</c>, written once: when there is too much to do, saying so must not be more of it.
/// </summary>
static class OverloadedAnswer
{
    static readonly Problem Said = Problem.Overloaded();
    static readonly string RetryAfter = $"{Said.RetryAfterSeconds}";
    static readonly byte[] BeforeTraceId = UpToTraceId();

    static ReadOnlySpan<byte> AfterTraceId => "\"}"u8;

    /// <summary>The body of the request stays unread.</summary>
    public static void Give(HttpContext context)
    {
        var traceId = context.TraceId();
        var length = BeforeTraceId.Length + traceId.Length + AfterTraceId.Length;
        var response = context.Response;
        response.StatusCode = Said.Status;
        response.ContentType = ProblemAnswer.ContentType;
        response.ContentLength = length;
        response.Headers.RetryAfter = RetryAfter;
        var body = response.BodyWriter.GetSpan(length);
        BeforeTraceId.CopyTo(body);
        Encoding.ASCII.GetBytes(traceId, body[BeforeTraceId.Length..]);
        AfterTraceId.CopyTo(body[(length - AfterTraceId.Length)..]);
        response.BodyWriter.Advance(length);
    }

    /// <summary>The trace id is the last member of a problem without facts.</summary>
    static byte[] UpToTraceId()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            ProblemAnswer.Write(json, (Said, ""));
        return buffer.WrittenSpan[..^AfterTraceId.Length].ToArray();
    }
}
