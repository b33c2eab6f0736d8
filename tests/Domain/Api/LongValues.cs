namespace BillingEngine.Domain.Tests.Api;

/// <summary>Values too long to stand in a table, by name.</summary>
static class LongValues
{
    public static string? Expand(string? json) => json switch
    {
        "LONG100" or "LONG101" or "LONG255" or "LONG256" or "LONG1000" or "LONG1001" =>
            $"\"{new string('x', int.Parse(json[4..], System.Globalization.CultureInfo.InvariantCulture))}\"",
        "LARGEST" => $"{{\"a\":\"{new string('x', 8192 - 8)}\"}}",
        "BIG" => $"{{\"a\":\"{new string('x', 8192 - 7)}\"}}",
        "NUMBER65" => $"{{\"a\":{new string('1', 65)}}}",
        _ => json,
    };
}
