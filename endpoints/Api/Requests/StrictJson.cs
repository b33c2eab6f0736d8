using System.Text.Json;
using System.Text.Unicode;

namespace BillingEngine.Api.Requests;

/// <summary>
/// One JSON object in valid UTF-8, without duplicate members, comments, trailing commas or deep nesting.
/// </summary>
static class StrictJson
{
    public const int MaxDepth = 16;

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
    static readonly JsonDocumentOptions Lenient = new() { AllowDuplicateProperties = true, MaxDepth = MaxDepth };

    /// <summary>
    /// The document; null, with the reason among <paramref name="errors"/>, when it is not one to work with.
    /// </summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body, FieldErrors errors)
    {
        if (!Utf8.IsValid(body.Span))
            return Refuse(errors, "must be valid UTF-8");
        if (body.Span.StartsWith("\uFEFF"u8))
            return Refuse(errors, "must not begin with a byte order mark");
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return document;
            document.Dispose();
            return Refuse(errors, "must be a JSON object");
        }
        catch (JsonException e)
        {
            return e.LineNumber is null ? RefuseDuplicate(body, errors) : Refuse(errors, Describe(e));
        }
        catch (InvalidOperationException)
        {
            // The parser unescapes names to compare them, and a lone surrogate stands for no character.
            return Refuse(errors, "must have member names of valid Unicode");
        }
    }

    static JsonDocument? Refuse(FieldErrors errors, string message)
    {
        errors.Add("body", message);
        return null;
    }

    static string Describe(JsonException e) =>
        $"must be one JSON object, nested at most {MaxDepth} deep; it stops being that at line {e.LineNumber + 1}, "
        + $"byte {e.BytePositionInLine + 1}";

    static JsonDocument? RefuseDuplicate(ReadOnlyMemory<byte> body, FieldErrors errors)
    {
        using var document = JsonDocument.Parse(body, Lenient);
        foreach (var path in Duplicates(document.RootElement, ""))
            errors.Add(path, "must not be given twice");
        return null;
    }

    static IEnumerable<string> Duplicates(JsonElement element, string path)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            var members = element.EnumerateObject().Select(member => (Path: path + member.Name, member.Value)).ToList();
            return members
                .GroupBy(member => member.Path, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => same.Key)
                .Concat(members.SelectMany(member => Duplicates(member.Value, $"{member.Path}.")));
        }

        return element.ValueKind is JsonValueKind.Array
            ? element.EnumerateArray().SelectMany((item, index) => Duplicates(item, $"{path.TrimEnd('.')}[{index}]."))
            : [];
    }
}
