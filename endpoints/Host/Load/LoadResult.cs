namespace BillingEngine.Host.Load;

/// <summary>Operations that were measured together.</summary>
/// <param name="Offer">Null when the operations did not come by the clock.</param>
sealed record LoadPhase(Tally Tally, TimeSpan Elapsed, Offer? Offer = null)
{
    public double? OfferedPerSecond => Tally.Finished / Offer?.Elapsed.TotalSeconds;

    /// <summary>What succeeded, until the last answer: what waits at the end is done at full speed, too.</summary>
    public double? GoodputPerSecond => Offer is null ? null : Tally.Succeeded / Elapsed.TotalSeconds;

    public double RatePerSecond => Elapsed > TimeSpan.Zero ? Tally.Finished / Elapsed.TotalSeconds : 0;
}

/// <param name="Operations">What was to be measured.</param>
/// <param name="Funding">The top-ups that came before; null when there were none.</param>
/// <param name="Balances">What the run's accounts hold together at the end, in major units.</param>
sealed record LoadResult(LoadPhase Operations, LoadPhase? Funding, decimal Balances)
{
    public Tally Tally => Operations.Tally;

    public Latencies Latencies { get; } = Operations.Tally.Latencies();

    /// <summary>What came in from outside and succeeded.</summary>
    public decimal Succeeded => (Tally.SucceededCents + (Funding?.Tally.SucceededCents ?? 0)) / 100m;

    /// <summary>Exact when nothing failed; what failed may or may not have moved its money.</summary>
    public bool BalancesAgree => Balances >= Succeeded && Balances <= Succeeded + Unknown;

    public bool IsGood => Failed == 0 && BalancesAgree;

    public int Failed => Tally.Failed + (Funding?.Tally.Failed ?? 0);

    /// <summary>The rate in proportion to that of the top-ups of the same run.</summary>
    public double? OfTopups =>
        Funding is { RatePerSecond: > 0 } ? Operations.RatePerSecond / Funding.RatePerSecond : null;

    decimal Unknown => (Tally.UnknownCents + (Funding?.Tally.UnknownCents ?? 0)) / 100m;
}
