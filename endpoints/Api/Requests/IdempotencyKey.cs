namespace BillingEngine.Api.Requests;

/// <summary>What the caller names a request by, so that a repeat is known as one.</summary>
static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const string Field = "idempotencyKey";
    public const string Rule = "must be 1 to 255 printable ASCII characters";

    public static bool IsValid(string key) => key.Length is > 0 and <= 255 && TextRules.IsPrintableAscii(key);

    /// <summary>
    /// Null when there is none, or, with the reason among <paramref name="errors"/>, none that can be used.
    /// </summary>
    public static string? FromHeader(HttpRequest request, FieldErrors errors)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
            return null;
        if (values is [{ } key] && IsValid(key))
            return key;
        errors.Add(Header, values.Count > 1 ? "must be given once" : Rule);
        return null;
    }
}
