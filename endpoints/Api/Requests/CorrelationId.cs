using System.Diagnostics;
using System.Security.Cryptography;

namespace BillingEngine.Api.Requests;

/// <summary>Ties a request to every event, message and log line that comes of it.</summary>
sealed record CorrelationId(string Value)
{
    public const string Header = "X-Correlation-Id";
    public const string Rule = "must be 1 to 128 printable ASCII characters";

    /// <summary>
    /// The caller's own, or a new one. False when the caller's cannot be used: then it is a new one, too.
    /// </summary>
    public static bool TryTake(HttpRequest request, out CorrelationId id)
    {
        var values = request.Headers[Header];
        if (values is [{ Length: > 0 and <= 128 } own] && TextRules.IsPrintableAscii(own))
        {
            id = new(own);
            return true;
        }

        id = new(New());
        return values.Count == 0;
    }

    /// <summary>The trace's own id where there is a trace: one search then finds both.</summary>
    static string New() =>
        Activity.Current?.TraceId.ToHexString() ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
}

static class CorrelationIdOfRequest
{
    public static string CorrelationId(this HttpContext context) => context.Features.Get<CorrelationId>()!.Value;
}
