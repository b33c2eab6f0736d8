using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace BillingEngine.Api.Requests;

/// <summary>The trace that a request belongs to, as W3C Trace Context has it: the caller's, or a new one.</summary>
static class TraceParent
{
    public const string Header = "traceparent";

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    const int Length = 55;
    const string SpanName = "request";

    /// <summary>
    /// Sees to it that there is a current activity, with an id of the W3C, in the caller's trace if there is one.
    /// </summary>
    /// <returns>
    /// Ends what was begun here; null when the server has begun one, as it does while somebody listens or logs.
    /// </returns>
    public static Activity? Begin(HttpRequest request)
    {
        var parent = request.Headers[Header] is [{ } only] && TryParse(only, out var given) ? given : default;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
            && (parent == default ? current.ParentId is null : current.TraceId == parent.TraceId))
            return null;
        // The server takes whatever it is told for a parent: what is not one must not become one.
        Activity.Current = null;
        var activity = new Activity(SpanName);
        activity.SetIdFormat(ActivityIdFormat.W3C);
        if (parent != default)
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return activity.Start();
    }

    /// <summary>
    /// As the recommendation has it: lower case, no zeros for ids, exactly so long in version 00, at least in others.
    /// </summary>
    public static bool TryParse(string text, out ActivityContext context)
    {
        context = default;
        if (text.Length < Length || text[2] != '-' || text[35] != '-' || text[52] != '-')
            return false;
        var version = text.AsSpan(0, 2);
        var traceId = text.AsSpan(3, 32);
        var spanId = text.AsSpan(36, 16);
        var flags = text.AsSpan(53, 2);
        if (!IsHex(version) || !IsHex(traceId) || !IsHex(spanId) || !IsHex(flags))
            return false;
        if (!traceId.ContainsAnyExcept('0') || !spanId.ContainsAnyExcept('0'))
            return false;
        if (version is "ff" || (text.Length > Length && (version is "00" || text[Length] != '-')))
            return false;
        context = new ActivityContext(
            ActivityTraceId.CreateFromString(traceId),
            ActivitySpanId.CreateFromString(spanId),
            // Of the flags, only that the trace is recorded has a meaning in every version.
            int.Parse(flags, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % 2 == 1
                ? ActivityTraceFlags.Recorded
                : ActivityTraceFlags.None,
            traceState: null,
            isRemote: true);
        return true;
    }

    public static string? TraceIdOf(string text) =>
        TryParse(text, out var context) ? context.TraceId.ToHexString() : null;

    static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
