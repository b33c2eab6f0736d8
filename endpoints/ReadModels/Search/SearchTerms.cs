using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.ReadModels.Search;

/// <summary>
/// The terms that a transaction is found by. A word is a run of letters, marks and digits, in lower case; all other
/// terms have a colon, so that no word is taken for one of them.
/// </summary>
static class SearchTerms
{
    /// <summary>Of longer words only so much counts.</summary>
    public const int MaxWord = 100;

    /// <summary>Longer pairs stand there as their hash: an index has no room for texts of any length.</summary>
    const int MaxPair = 200;

    /// <summary>Every term of a transaction, each once.</summary>
    public static IReadOnlyCollection<string> Of(TransactionSnapshot transaction)
    {
        HashSet<string> terms = [OfType(transaction.Type), OfCurrency(transaction.Amount.Currency.Value)];
        terms.UnionWith(Words(transaction.Reference));
        terms.UnionWith(Words(transaction.Description).Select(InDescription));
        if (transaction.Metadata is { } metadata)
            AddMetadata(terms, metadata);
        return terms;
    }

    /// <summary>The words of a text in their order, each once.</summary>
    public static IReadOnlyList<string> Words(string? text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (IsOfWord(rune))
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            else
                End(words, word);
        }

        End(words, word);
        return words;
    }

    public static string InDescription(string word) => $"d:{word}";

    public static string OfType(TransactionType type) => $"t:{WireNames.Of(type)}";

    public static string OfCurrency(string currency) => $"c:{currency}";

    /// <summary>A member of the metadata and its value; the length of the key keeps apart where it ends.</summary>
    public static string OfPair(string key, string value)
    {
        var pair = $"{key.Length}:{key}={value}";
        return pair.Length <= MaxPair && !pair.AsSpan().ContainsAnyInRange('\0', '\u001F')
            ? pair
            : $"#:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(pair)))}";
    }

    static void End(List<string> words, StringBuilder word)
    {
        if (word.Length == 0)
            return;
        var whole = word.ToString();
        word.Clear();
        var cut = whole.Length <= MaxWord
            ? whole
            : whole[..(char.IsHighSurrogate(whole[MaxWord - 1]) ? MaxWord - 1 : MaxWord)];
        if (!words.Contains(cut))
            words.Add(cut);
    }

    static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    static void AddMetadata(HashSet<string> terms, JsonText metadata)
    {
        using var document = JsonDocument.Parse(metadata.Value);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
            return;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (ScalarOf(member.Value) is { } value)
                terms.Add(OfPair(member.Name, value));
            AddWords(terms, member.Value);
        }
    }

    static void AddWords(HashSet<string> terms, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    AddWords(terms, member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    AddWords(terms, item);
                break;
            case JsonValueKind.String or JsonValueKind.Number:
                terms.UnionWith(Words(ScalarOf(value)));
                break;
        }
    }

    static string? ScalarOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
