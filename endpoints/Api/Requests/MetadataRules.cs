using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace BillingEngine.Api.Requests;

/// <summary>
/// Metadata is the caller's own and stays as it came, so it is checked only for what the database's jsonb cannot hold:
/// a NUL, half a character, or a number beyond all measure would be accepted here and fail when it is stored.
/// </summary>
static class MetadataRules
{
    public const int MaxBytes = 8 * 1024;
    const int MaxNumberLength = 64;
    const int MaxExponent = 308;

    public static string? FaultOf(JsonElement metadata)
    {
        if (metadata.ValueKind is not JsonValueKind.Object)
            return "must be an object";
        return JsonMarshal.GetRawUtf8Value(metadata).Length > MaxBytes
            ? $"must be at most {MaxBytes} bytes long"
            : FaultWithin(metadata);
    }

    static string? FaultWithin(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(FaultOfMember).FirstOrDefault(IsFault),
        JsonValueKind.Array => element.EnumerateArray().Select(FaultWithin).FirstOrDefault(IsFault),
        JsonValueKind.String => TextRules.TryDecode(element, out var text) ? FaultOfText(text) : TextRules.NotUnicode,
        JsonValueKind.Number => FaultOfNumber(element.GetRawText()),
        _ => null,
    };

    static bool IsFault(string? fault) => fault is not null;

    static string? FaultOfMember(JsonProperty member) => FaultOfText(member.Name) ?? FaultWithin(member.Value);

    static string? FaultOfText(string text) => text.Contains('\0') ? "must not have the character NUL in a text" : null;

    static string? FaultOfNumber(string number)
    {
        var exponent = number.AsSpan(number.AsSpan().IndexOfAny('e', 'E') + 1);
        var isWithinBounds = number.Length <= MaxNumberLength
            && (exponent.Length == number.Length
                || (int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
                    && Math.Abs((long)power) <= MaxExponent));
        return isWithinBounds
            ? null
            : $"must have numbers of at most {MaxNumberLength} characters and an exponent of at most {MaxExponent}";
    }
}
