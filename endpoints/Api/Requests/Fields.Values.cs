using System.Text.Json;
using BillingEngine.Messages;

namespace BillingEngine.Api.Requests;

/// <summary>Members whose content is for others to read.</summary>
sealed partial class Fields
{
    const int MaxHeader = 4096;

    /// <summary>Any JSON but null, as it came.</summary>
    public JsonText? Json(string name) =>
        Find(name, isRequired: true, out var value) ? new(value.GetRawText()) : null;

    /// <summary>An array of texts, one at least; empty, with the reason noted, when it is none.</summary>
    public IReadOnlyList<string> ManyTexts(string name, int maximum)
    {
        if (!Find(name, isRequired: true, out var value))
            return [];
        if (value.ValueKind is not JsonValueKind.Array
            || value.GetArrayLength() < 1
            || value.GetArrayLength() > maximum)
        {
            errors.Add(name, $"must be an array of 1 to {maximum}");
            return [];
        }

        return [.. value.EnumerateArray().Select((item, index) => TextOf(item, $"{name}[{index}]") ?? "")];
    }

    /// <summary>An object whose members are texts, or null.</summary>
    public IReadOnlyDictionary<string, string?> OptionalTexts(string name)
    {
        Dictionary<string, string?> texts = [];
        if (!Find(name, isRequired: false, out var value))
            return texts;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(name, "must be an object of strings");
            return texts;
        }

        foreach (var member in value.EnumerateObject())
            texts[member.Name] = member.Value.ValueKind is JsonValueKind.Null
                ? null
                : TextOf(member.Value, $"{name}.{Shown(member.Name)}");
        return texts;
    }

    string? TextOf(JsonElement value, string name)
    {
        if (value.ValueKind is not JsonValueKind.String)
            errors.Add(name, "must be a string");
        else if (!TextRules.TryDecode(value, out var text))
            errors.Add(name, TextRules.NotUnicode);
        else if (text.Length > MaxHeader)
            errors.Add(name, $"must be at most {MaxHeader} characters long");
        else
            return text;
        return null;
    }
}
