using System.Buffers;

namespace BillingEngine.Api.Requests;

/// <summary>A ledger's name, which stands in keys, URLs and metrics.</summary>
static class LedgerName
{
    public const string Field = "ledger";
    public const string Default = "main";
    public const string Rule = "must be 1 to 100 characters of A-Z, a-z, 0-9, '.', '_', ':' and '-'";

    static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 100 && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>
    /// The ledger that a query names; null, with the reason among <paramref name="errors"/>, for a bad name.
    /// </summary>
    public static string? FromQuery(HttpRequest request, FieldErrors errors)
    {
        var values = request.Query[Field];
        if (values.Count == 0)
            return Default;
        if (values is [{ } name] && IsValid(name))
            return name;
        errors.Add(Field, values.Count > 1 ? "must be given once" : Rule);
        return null;
    }
}
