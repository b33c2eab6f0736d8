namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>The ways of a retry: running until it is completed, or paused, stopped by itself, cancelled.</summary>
static class RetryStatus
{
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Stopped = "stopped";
    public const string Cancelled = "cancelled";
    public const string Completed = "completed";

    /// <summary>Where an order leads, and from where.</summary>
    public static (string To, string[] From) Change(RetryOrder order) => order switch
    {
        RetryOrder.Pause => (Paused, [Running]),
        RetryOrder.Resume => (Running, [Paused, Stopped]),
        _ => (Cancelled, [Running, Paused, Stopped]),
    };

    public static string ActionOf(RetryOrder order) => order switch
    {
        RetryOrder.Pause => "retry.pause",
        RetryOrder.Resume => "retry.resume",
        _ => "retry.cancel",
    };
}
