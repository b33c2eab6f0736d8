using System.Text.Json;

namespace BillingEngine.Api.Requests;

/// <summary>Members that have members of their own.</summary>
sealed partial class Fields
{
    /// <summary>The member as it was written, by itself in an object.</summary>
    public string Raw(string name) =>
        body.TryGetProperty(name, out var value) ? $"{{\"{name}\":{value.GetRawText()}}}" : "{}";

    public IReadOnlyList<string>? OptionalTexts(string name, int maximum)
    {
        if (FindList(name, maximum) is not { } list)
            return null;
        if (list.All(item => item.ValueKind is JsonValueKind.String && TextRules.TryDecode(item, out _)))
            return [.. list.Select(item => item.GetString()!)];
        errors.Add(name, "must have strings only");
        return null;
    }

    /// <summary>Whole numbers above zero.</summary>
    public IReadOnlyList<int>? OptionalNumbers(string name, int maximum, int greatest)
    {
        if (FindList(name, maximum) is not { } list)
            return null;
        if (list.All(item => item.ValueKind is JsonValueKind.Number
            && item.TryGetInt32(out var number)
            && number >= 1
            && number <= greatest))
            return [.. list.Select(item => item.GetInt32())];
        errors.Add(name, $"must have whole numbers from 1 to {greatest} only");
        return null;
    }

    /// <summary>From 0 to 1.</summary>
    public decimal? OptionalShare(string name)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var share) && share is >= 0 and <= 1)
            return share;
        errors.Add(name, "must be a number from 0 to 1");
        return null;
    }

    /// <summary>What is wrong inside is noted under both names, with a dot in between.</summary>
    public T? OptionalObject<T>(string name, Func<Fields, T> read)
        where T : class
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(name, "must be an object");
            return null;
        }

        var inner = new FieldErrors();
        var fields = new Fields(value, request: null, inner);
        var found = read(fields);
        fields.AreValid();
        foreach (var member in inner.ByField)
        {
            foreach (var message in member)
                errors.Add($"{name}.{member.Key}", message);
        }

        return found;
    }

    List<JsonElement>? FindList(string name, int maximum)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() is var length
            && length >= 1
            && length <= maximum)
            return [.. value.EnumerateArray()];
        errors.Add(name, $"must be an array of 1 to {maximum} items");
        return null;
    }
}
