using System.Text.Json;
using System.Text.Unicode;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Transactions;

/// <summary>One of many movements as it was read; one of the two is there.</summary>
readonly record struct BulkItem(MovementRequest? Request, Problem? Problem);

/// <summary>
/// The body of a bulk request. Only its frame is read as a whole: each item is then read by itself, as strictly as if
/// it had come alone, so that what is wrong with one is no matter of the others.
/// </summary>
static class BulkItems
{
    public const int MaxBytes = 4 * 1024 * 1024;
    public const int MaxItems = 1000;
    const string Field = "items";

    /// <summary>Deeper than an item may be: how deep it is, is said of the item.</summary>
    static readonly JsonReaderOptions Frame = new() { MaxDepth = 64 };

    /// <summary>Null when the frame is wrong: that has been noted.</summary>
    public static IReadOnlyList<BulkItem>? Read(
        ReadOnlyMemory<byte> body, FieldErrors errors, CurrencyRegistry currencies)
    {
        var slices = Slice(body, errors);
        if (!errors.Any && slices.Count is 0 or > MaxItems)
            errors.Add(Field, $"must be an array of 1 to {MaxItems} items");
        return errors.Any ? null : [.. slices.Select(slice => ReadItem(slice, currencies))];
    }

    static BulkItem ReadItem(ReadOnlyMemory<byte> item, CurrencyRegistry currencies)
    {
        var errors = new FieldErrors();
        using var document = StrictJson.Parse(item, errors);
        if (document is null)
            return new(null, Problem.Invalid(errors));
        var fields = new Fields(document.RootElement, request: null, errors);
        var type = fields.Choice<MovementType>("type");
        var request = errors.Any ? null : MovementRequest.Read(type, fields, currencies);
        return errors.Any ? new(null, Problem.Invalid(errors)) : new(request, null);
    }

    /// <summary>Where in the body each item stands.</summary>
    static List<ReadOnlyMemory<byte>> Slice(ReadOnlyMemory<byte> body, FieldErrors errors)
    {
        List<ReadOnlyMemory<byte>> slices = [];
        try
        {
            if (Utf8.IsValid(body.Span))
                SliceFrame(body, slices, errors);
            else
                errors.Add("body", "must be valid UTF-8");
        }
        catch (JsonException e)
        {
            var (line, column) = (e.LineNumber + 1, e.BytePositionInLine + 1);
            errors.Add("body", $"must be one JSON object; it stops being that at line {line}, byte {column}");
        }
        catch (InvalidOperationException)
        {
            errors.Add("body", "must have member names of valid Unicode");
        }

        return slices;
    }

    static void SliceFrame(ReadOnlyMemory<byte> body, List<ReadOnlyMemory<byte>> slices, FieldErrors errors)
    {
        var reader = new Utf8JsonReader(body.Span, Frame);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            errors.Add("body", "must be a JSON object");
            return;
        }

        var isFound = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals(Field);
            if (!isItems)
                errors.Add(Fields.Shown(reader.GetString()!), "is not a member of this request");
            else if (isFound)
                errors.Add(Field, "must not be given twice");
            reader.Read();
            if (isItems && !isFound)
                SliceItems(ref reader, body, slices, errors);
            else
                reader.Skip();
            isFound |= isItems;
        }

        // Reads on, for nothing may follow the object.
        reader.Read();
        if (!isFound)
            errors.Add(Field, "is required");
    }

    static void SliceItems(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ReadOnlyMemory<byte>> slices, FieldErrors errors)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            errors.Add(Field, "must be an array");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            slices.Add(body[start..(int)reader.BytesConsumed]);
        }
    }
}
