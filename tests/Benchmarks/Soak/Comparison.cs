using System.Globalization;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>A figure of the first third of a soak against that of the last.</summary>
/// <param name="Least">The ratio below which it is not flat.</param>
/// <param name="Most">The ratio above which it is not flat.</param>
/// <param name="Grain">A difference up to this means nothing, whatever the ratio.</param>
sealed record Comparison(
    string What,
    string Unit,
    double First,
    double Last,
    double Least = 0,
    double Most = double.PositiveInfinity,
    double Grain = 0)
{
    public bool IsFlat => Math.Abs(Last - First) <= Grain || (Ratio >= Least && Ratio <= Most);

    double Ratio => First == 0 ? double.PositiveInfinity : Last / First;

    public string Describe() =>
        $"| {What} | {Show(First)} | {Show(Last)} | {Unit} | {RatioText()} | {(IsFlat ? "flat" : "**not flat**")} |";

    string RatioText() => First == 0 ? "" : Ratio.ToString("0.00", CultureInfo.InvariantCulture);

    static string Show(double figure) =>
        figure.ToString(Math.Abs(figure) < 100 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}
