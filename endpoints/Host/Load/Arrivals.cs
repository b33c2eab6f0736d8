namespace BillingEngine.Host.Load;

/// <summary>Operations that come by the clock, whatever becomes of those before them.</summary>
/// <param name="Connections">So many are in flight at most; beyond, what is due waits in the generator.</param>
sealed record Arrivals(int PerSecond, int Connections = Arrivals.MostConnections)
{
    public const int MostConnections = 2048;

    public int Within(int seconds) => PerSecond * seconds;
}
