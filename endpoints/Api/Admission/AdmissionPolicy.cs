namespace BillingEngine.Api.Admission;

/// <summary>How many messages may wait.</summary>
/// <param name="RatePerSecond">
/// At which the engine takes what waits when it has no pause; 0 as long as that is not known.
/// </param>
readonly record struct AdmissionLimit(int Messages, double RatePerSecond);

/// <summary>What was seen of the engine between two looks.</summary>
readonly record struct WorkloadSample(TimeSpan Length, int WaitingBefore, int WaitingAfter, long Taken);

/// <summary>
/// Bounds the time that messages wait, not their number: as many may wait as the engine, at the rate of late, takes
/// within the longest wait. The limit comes down only when what waits already is more than that, and opens again by a
/// tenth in a tenth of a second, so that a burst finds room in an engine that was idle.
/// </summary>
sealed class AdmissionPolicy(AdmissionOptions options)
{
    /// <summary>Smooths the rate: a worker takes hundreds of messages at once, and then none for a while.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(500);

    public AdmissionLimit First => new(options.Cap, RatePerSecond: 0);

    public AdmissionLimit After(AdmissionLimit limit, WorkloadSample seen)
    {
        // Where few waited at first, the engine may have had pauses: what it took says nothing of what it can take.
        if (seen.WaitingBefore <= options.Floor)
            return limit with { Messages = Opened(limit.Messages, seen.Length) };
        var rate = Smoothed(limit.RatePerSecond, seen);
        var bearable = rate * options.LongestWait.TotalSeconds;
        var messages = seen.WaitingAfter > bearable ? Bounded(bearable) : Opened(limit.Messages, seen.Length);
        return new(messages, rate);
    }

    int Opened(int messages, TimeSpan time) => Bounded(messages * (1 + time.TotalSeconds));

    int Bounded(double messages) => (int)Math.Clamp(messages, options.Floor, options.Cap);

    static double Smoothed(double before, WorkloadSample seen)
    {
        var rate = seen.Taken / seen.Length.TotalSeconds;
        return before == 0 ? rate : rate + ((before - rate) * Math.Exp(-seen.Length / Memory));
    }
}
