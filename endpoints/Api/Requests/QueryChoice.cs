using System.Text.Json;

namespace BillingEngine.Api.Requests;

static class QueryChoice
{
    /// <summary>One of an enum's values, by its name in the contract.</summary>
    public static TEnum? Find<TEnum>(HttpRequest request, string name, FieldErrors errors)
        where TEnum : struct, Enum
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (Choices<TEnum>.ByName.TryGetValue(text, out var value))
            return value;
        errors.Add(name, $"must be one of {string.Join(", ", Choices<TEnum>.ByName.Keys)}");
        return null;
    }

    static class Choices<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<string, TEnum> ByName = Enum.GetValues<TEnum>().ToDictionary(
            value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);
    }
}
