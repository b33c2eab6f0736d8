using System.Text.Json;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Answers;

/// <summary>A part of a list, and where the next one begins.</summary>
/// <param name="NextCursor">Null: this is the last part.</param>
sealed record Page<TItem>(IReadOnlyList<TItem> Items, string? NextCursor);

static class PageAnswer
{
    /// <summary>Answers with a page.</summary>
    /// <param name="found">One more than the page has room for, if there are so many: then there is a next one.</param>
    /// <param name="list">Name of the list, as it was read by <see cref="PageRequest.FromQuery"/>.</param>
    /// <param name="keyOf">Where an item stands in the list.</param>
    public static Task AnswerPage<TItem, TKey>(
        this HttpContext context,
        PageRequest<TKey> request,
        IReadOnlyList<TItem> found,
        string list,
        Func<TItem, TKey> keyOf,
        Action<Utf8JsonWriter, TItem> write)
        where TKey : struct, IFormattable
    {
        var page = found.Count > request.Limit
            ? new Page<TItem>(
                [.. found.Take(request.Limit)], PageRequest.CursorAfter(list, keyOf(found[request.Limit - 1])))
            : new Page<TItem>(found, NextCursor: null);
        return context.Answer(StatusCodes.Status200OK, (page, write), Write);
    }

    /// <summary>Answers with a page of a list that knows by itself where it goes on, and whether.</summary>
    public static Task AnswerPage<TItem, TKey>(
        this HttpContext context,
        IReadOnlyList<TItem> items,
        TKey? next,
        string list,
        Action<Utf8JsonWriter, TItem> write)
        where TKey : struct, IFormattable
    {
        var page = new Page<TItem>(items, next is { } key ? PageRequest.CursorAfter(list, key) : null);
        return context.Answer(StatusCodes.Status200OK, (page, write), Write);
    }

    static void Write<TItem>(Utf8JsonWriter json, (Page<TItem> Page, Action<Utf8JsonWriter, TItem> WriteItem) content)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var item in content.Page.Items)
            content.WriteItem(json, item);
        json.WriteEndArray();
        json.WriteString("nextCursor", content.Page.NextCursor);
        json.WriteEndObject();
    }
}
