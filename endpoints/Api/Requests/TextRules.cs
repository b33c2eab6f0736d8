using System.Text.Json;

namespace BillingEngine.Api.Requests;

/// <summary>
/// Texts are stored, logged and shown as they come, so they hold nothing that has no place in any of the three.
/// </summary>
static class TextRules
{
    public const int MaxName = 255;
    public const int MaxProse = 1000;
    public const string NotUnicode = "must be valid Unicode, without lone surrogates";

    public static string? FaultOf(string text, int maximum)
    {
        if (text.Length == 0)
            return "must not be empty";
        if (text.Length > maximum)
            return $"must be at most {maximum} characters long";
        return HasControls(text) ? "must not have control characters" : null;
    }

    /// <summary>False for an escaped half of a character, such as "\ud800".</summary>
    public static bool TryDecode(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>U+0000 to U+001F and U+007F to U+009F.</summary>
    static bool HasControls(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('\0', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F');

    public static bool IsPrintableAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
