using System.Text.Json;

namespace BillingEngine.ReadModels;

/// <summary>Enums as the API writes them: camel case.</summary>
static class WireNames
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue[value];

    public static TEnum Parse<TEnum>(string name)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(name, ignoreCase: true);

    static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>().ToDictionary(
            value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
