namespace BillingEngine.Api.Admission;

/// <summary>Bounds of what waits in the engine. Beyond them, requests are shed.</summary>
public sealed record AdmissionOptions
{
    /// <summary>
    /// How long a message may be expected to wait for its unit of work, before no more are taken in beside it.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// So many may wait however slow the engine is: few callers are never shed, and its next unit of work can be full.
    /// </summary>
    public int Floor { get; init; } = 500;

    /// <summary>So many may wait at most, however fast it is; well below the bound of the worker's inbox.</summary>
    public int Cap { get; init; } = 4_000;

    /// <summary>Requests that may wait for what comes of them, here and in other processes.</summary>
    public int Callers { get; init; } = 20_000;

    /// <summary>Between two looks at the engine.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}
