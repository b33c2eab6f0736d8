namespace BillingEngine.Benchmarks.Rates.Output;

/// <summary>Points of a plot that belong together.</summary>
/// <param name="IsJoined">Whether a line runs through them, in their order.</param>
sealed record Series(string Name, string Colour, bool IsJoined, IReadOnlyList<PlotPoint> Points);

/// <param name="X">Linear, from zero.</param>
/// <param name="Y">Logarithmic, above zero.</param>
readonly record struct PlotPoint(double X, double Y, string Label);
