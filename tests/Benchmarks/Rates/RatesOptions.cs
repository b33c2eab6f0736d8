namespace BillingEngine.Benchmarks.Rates;

/// <param name="Filled">Folder of a database that is filled; null: only an empty one is measured.</param>
/// <param name="Rounds">How often each line is measured.</param>
/// <param name="Length">Of each measurement.</param>
/// <param name="Only">Lines whose name has one of these in it; none: all lines.</param>
/// <param name="Output">Folder of the results.</param>
/// <param name="Work">Folder in which the empty database is made, and removed at the end.</param>
/// <param name="ColdStarts">How often the engine is started anew.</param>
/// <param name="VerifiesFilled">Verifying reads all of a database, which takes its time when it is large.</param>
sealed record RatesOptions(
    string? Filled,
    int Rounds,
    TimeSpan Length,
    IReadOnlyList<string> Only,
    string Output,
    string Work,
    int ColdStarts,
    bool VerifiesFilled)
{
    public bool Includes(string line) =>
        Only.Count == 0 || Only.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase));
}
