namespace BillingEngine.Host.Load;

/// <summary>
/// The counts of a run. Written by the loop's thread alone; the progress line reads them from another, and may see them
/// a moment late.
/// </summary>
sealed class Tally(int operations)
{
    readonly Dictionary<string, int> problems = [];
    readonly long[] ticks = new long[operations];
    int finished;

    public int Succeeded { get; private set; }

    public int Refused { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Not taken in by an engine that had too much to do; they have no latency.</summary>
    public int Shed { get; private set; }

    public int Repeats { get; set; }

    public long SucceededCents { get; private set; }

    /// <summary>The amounts of what failed: nobody knows whether they moved.</summary>
    public long UnknownCents { get; private set; }

    public int Finished => Volatile.Read(ref finished) + Shed;

    /// <summary>Every distinct problem, the most frequent first.</summary>
    public IEnumerable<(string Problem, int Count)> Problems =>
        problems.OrderByDescending(p => p.Value).Select(p => (p.Key, p.Value));

    public Latencies Latencies() => new(ticks.AsSpan(0, finished).ToArray());

    public void Succeed(int cents, long elapsed)
    {
        Succeeded++;
        SucceededCents += cents;
        Finish(elapsed);
    }

    public void Refuse(string problem, long elapsed)
    {
        Refused++;
        Note($"refused: {problem}");
        Finish(elapsed);
    }

    public void Fail(string problem, int cents, long elapsed)
    {
        Failed++;
        UnknownCents += cents;
        Note($"failed: {problem}");
        Finish(elapsed);
    }

    public void ShedOne() => Shed++;

    void Note(string problem) => problems[problem] = problems.GetValueOrDefault(problem) + 1;

    void Finish(long elapsed)
    {
        ticks[finished] = elapsed;
        Volatile.Write(ref finished, finished + 1);
    }
}
