namespace BillingEngine.Host.Load;

/// <summary>How an exchange ended.</summary>
/// <param name="Status">The HTTP status; 0 when no whole answer came, and the outcome is unknown.</param>
readonly record struct Answer(int Status, int? RetryAfterSeconds)
{
    public static readonly Answer None = new(0, null);

    /// <summary>
    /// Asking again can bring a better answer. What is asked again carries the same idempotency key, so it is safe.
    /// </summary>
    public bool CallsForRepeat => Status is 0 or 429 or 502 or 503 or 504;
}
