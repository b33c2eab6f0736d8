using System.Text;
using System.Xml;

namespace BillingEngine.Api.Statements;

/// <summary>Texts from outside, as XML and the message definition have room for them.</summary>
static class CamtText
{
    /// <summary>For what XML cannot have, however it is escaped.</summary>
    const char Replacement = '\uFFFD';

    public static string Clean(string text)
    {
        if (IsClean(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
            clean.Append(isAllowed ? rune.ToString() : Replacement.ToString());
        }

        return clean.ToString();
    }

    /// <summary>The beginning of a text, no half of a character at its end.</summary>
    public static string Cut(string text, int maximum)
    {
        if (text.Length <= maximum)
            return text;
        return text[..(char.IsHighSurrogate(text[maximum - 1]) ? maximum - 1 : maximum)];
    }

    /// <summary>All of a text, in parts.</summary>
    public static IEnumerable<string> Parts(string text, int maximum)
    {
        while (text.Length > 0)
        {
            var part = Cut(text, maximum);
            yield return part;
            text = text[part.Length..];
        }
    }

    static bool IsClean(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
