using System.Globalization;

namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>Something that is to be reached.</summary>
/// <param name="Found">Null when it was not measured.</param>
/// <param name="IsLeast">Whether the bound is the least that is wanted; else it is the most.</param>
sealed record Aim(string What, double Bound, double? Found, bool IsLeast, string Unit)
{
    public bool? IsReached => Found is { } found ? (IsLeast ? found >= Bound : found <= Bound) : null;

    public string Verdict => IsReached switch
    {
        true => "reached",
        false => "**not reached**",
        null => "not measured",
    };

    public string Wanted => $"{(IsLeast ? "at least" : "at most")} {Text(Bound)}";

    public string FoundText => Found is { } found ? Text(found) : "";

    string Text(double value) => Unit switch
    {
        "%" => string.Create(CultureInfo.InvariantCulture, $"{100 * value:0} %"),
        "x" => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} x"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Unit}"),
    };
}
