namespace BillingEngine.Benchmarks.Rates.Statistics;

/// <summary>The middle of some values, and how far they lie apart.</summary>
readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Null when there are no values.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] ascending = [.. values.Order()];
        if (ascending is [])
            return null;
        var middle = ascending.Length / 2;
        var median = ascending.Length % 2 == 1
            ? ascending[middle]
            : (ascending[middle - 1] + ascending[middle]) / 2;
        return new Spread(median, ascending[0], ascending[^1]);
    }
}
