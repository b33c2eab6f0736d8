using System.Text.Json;

namespace BillingEngine.Api.Requests;

/// <summary>Members that are objects or arrays themselves.</summary>
sealed partial class Fields
{
    /// <summary>Its errors are among those of the whole. Ask it whether it is valid before asking the whole.</summary>
    public Fields? OptionalObject(string name)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Object)
            return new Fields(value, request: null, errors);
        errors.Add(name, "must be an object");
        return null;
    }

    /// <summary>Whole numbers above zero.</summary>
    public IReadOnlyList<long>? OptionalNumbers(string name, int most)
    {
        if (!Find(name, isRequired: false, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.Array
            && value.GetArrayLength() is var length and > 0
            && length <= most
            && value.EnumerateArray().All(IsNumber))
            return [.. value.EnumerateArray().Select(one => one.GetInt64())];
        errors.Add(name, $"must be an array of 1 to {most} whole numbers");
        return null;
    }

    /// <summary>A duration, of no length or more, or with a minus before it.</summary>
    public TimeSpan? OptionalShift(string name)
    {
        if (FindText(name, isRequired: false) is not { } text)
            return null;
        var isBack = text.StartsWith('-');
        if (IsoDuration.TryParse(isBack ? text[1..] : text, out var duration))
            return isBack ? -duration : duration;
        errors.Add(name, "must be an ISO 8601 duration, such as PT15M or, to an earlier time, -PT15M");
        return null;
    }

    static bool IsNumber(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number > 0;
}
