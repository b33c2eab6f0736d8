namespace BillingEngine.Api.Requests;

/// <summary>
/// Who is behind a request, as the gateway in front has found out. The engine takes its word for it, and writes it on
/// every change of an account or card.
/// </summary>
static class Actor
{
    public const string Header = "X-Actor";
    public const string Rule = "must be 1 to 128 printable ASCII characters";

    /// <summary>
    /// Null when nothing is said, or, with the reason among <paramref name="errors"/>, nothing that can be used.
    /// </summary>
    public static string? FromHeader(HttpRequest request, FieldErrors errors)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
            return null;
        if (values is [{ Length: > 0 and <= 128 } actor] && TextRules.IsPrintableAscii(actor))
            return actor;
        errors.Add(Header, values.Count > 1 ? "must be given once" : Rule);
        return null;
    }
}
