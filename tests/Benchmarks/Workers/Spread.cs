namespace BillingEngine.Benchmarks.Workers;

/// <summary>How the endpoints are spread over processes.</summary>
/// <param name="Workers">Beside the process that serves the API; none: one process does everything.</param>
sealed record Spread(int Workers)
{
    public string Name => Workers switch
    {
        0 => "one process",
        1 => "api, 1 worker",
        _ => $"api, {Workers} workers",
    };

    /// <summary>
    /// What each process is started for, the one that serves the API first. The models that follow the log follow it
    /// there: they are no part of what is compared.
    /// </summary>
    public IReadOnlyList<string> Endpoints => Workers == 0
        ? ["api,accounts,transactions,projections"]
        : ["api,projections", .. Enumerable.Repeat("accounts,transactions", Workers)];
}
