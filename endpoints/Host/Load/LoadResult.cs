namespace BillingEngine.Host.Load;

/// <param name="Balances">What the run's wallets hold together at the end, in major units.</param>
sealed record LoadResult(Tally Tally, TimeSpan Elapsed, Latencies Latencies, decimal Balances)
{
    public double RatePerSecond => Elapsed > TimeSpan.Zero ? Tally.Finished / Elapsed.TotalSeconds : 0;

    public decimal Succeeded => Tally.SucceededCents / 100m;

    /// <summary>Exact when nothing failed; what failed may or may not have moved its money.</summary>
    public bool BalancesAgree => Balances >= Succeeded && Balances <= Succeeded + Tally.UnknownCents / 100m;

    public bool IsGood => Tally.Failed == 0 && BalancesAgree;
}
