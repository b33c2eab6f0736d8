using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace BillingEngine.Api.Requests;

/// <summary>Which page of a list a query asks for.</summary>
/// <param name="Limit">At most so many items.</param>
/// <param name="After">Key of the last item of the page before; null: the first page.</param>
readonly record struct PageRequest<TKey>(int Limit, TKey? After)
    where TKey : struct;

static class PageRequest
{
    public const string LimitField = "limit";
    public const string CursorField = "cursor";
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>The reasons are among <paramref name="errors"/> when the query is not one to work with.</summary>
    /// <param name="list">Name of the list: the cursor of another is refused.</param>
    public static PageRequest<TKey> FromQuery<TKey>(HttpRequest request, string list, FieldErrors errors)
        where TKey : struct, IParsable<TKey> =>
        new(Limit(request, errors), After<TKey>(request, list, errors));

    /// <summary>What a caller gives back to get what comes after an item; to it, no more than a text.</summary>
    public static string CursorAfter<TKey>(string list, TKey key)
        where TKey : struct, IFormattable =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}/{key.ToString(null, CultureInfo.InvariantCulture)}"));

    /// <summary>How many items a list that has no cursor may have.</summary>
    public static int Limit(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, LimitField, errors) is not { } text)
            return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxLimit)
            return limit;
        errors.Add(LimitField, $"must be a whole number from 1 to {MaxLimit}");
        return DefaultLimit;
    }

    static TKey? After<TKey>(HttpRequest request, string list, FieldErrors errors)
        where TKey : struct, IParsable<TKey>
    {
        if (QueryText.Find(request, CursorField, errors) is not { } cursor)
            return null;
        if (Decode(cursor) is { } text
            && text.StartsWith($"{list}/", StringComparison.Ordinal)
            && TKey.TryParse(text[(list.Length + 1)..], CultureInfo.InvariantCulture, out var key))
            return key;
        errors.Add(CursorField, "must be the nextCursor of an answer of this list");
        return null;
    }

    static string? Decode(string cursor) =>
        Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : null;
}
