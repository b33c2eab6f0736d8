namespace BillingEngine.Api.Admission;

/// <summary>How many messages may wait, and what that was told from.</summary>
/// <param name="BusySeconds">For how long of late the engine was seen without a pause.</param>
/// <param name="Taken">How much it took in that time.</param>
readonly record struct AdmissionLimit(int Messages, double BusySeconds = 0, double Taken = 0)
{
    public double RatePerSecond => BusySeconds > 0 ? Taken / BusySeconds : 0;
}

/// <summary>What was seen of the engine between two looks.</summary>
readonly record struct WorkloadSample(TimeSpan Length, int WaitingBefore, int WaitingAfter, long Taken);

/// <summary>
/// Bounds the time that messages wait, not their number: as many may wait as the engine, at the rate of late, takes
/// within the longest wait. The limit comes down only when what waits already is more than that, and opens again by a
/// tenth in a tenth of a second, so that a burst finds room in an engine that was idle.
/// </summary>
sealed class AdmissionPolicy(AdmissionOptions options)
{
    /// <summary>What is older counts less. A worker takes hundreds at once, and then none for a while.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    /// <summary>A shorter look may have seen none of the times at which a worker takes messages.</summary>
    static readonly TimeSpan Evidence = TimeSpan.FromMilliseconds(250);

    public AdmissionLimit First => new(options.Cap);

    public AdmissionLimit After(AdmissionLimit limit, WorkloadSample seen)
    {
        var known = Known(limit, seen);
        var bearable = known.RatePerSecond * options.LongestWait.TotalSeconds;
        var isTooMuch = seen.WaitingAfter > bearable && known.BusySeconds >= Evidence.TotalSeconds;
        return known with
        {
            Messages = Bounded(isTooMuch ? bearable : limit.Messages * (1 + seen.Length.TotalSeconds)),
        };
    }

    AdmissionLimit Known(AdmissionLimit limit, WorkloadSample seen)
    {
        var kept = Math.Exp(-seen.Length / Memory);
        var known = limit with { BusySeconds = limit.BusySeconds * kept, Taken = limit.Taken * kept };
        return IsBusy(seen)
            ? known with
            {
                BusySeconds = known.BusySeconds + seen.Length.TotalSeconds,
                Taken = known.Taken + seen.Taken,
            }
            : known;
    }

    /// <summary>Where little waited at first, the engine may have had pauses, and could have taken more.</summary>
    bool IsBusy(WorkloadSample seen) => seen.WaitingBefore >= options.Floor / 2;

    int Bounded(double messages) => (int)Math.Round(Math.Clamp(messages, options.Floor, options.Cap));
}
