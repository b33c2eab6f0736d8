namespace BillingEngine.Host.Load;

/// <summary>Where the parts of one response lie in the bytes received, and what its head said.</summary>
/// <param name="RetryAfterSeconds">Null when absent or given as a date.</param>
/// <param name="Closes">The server closes the connection after this response.</param>
/// <param name="End">The first byte after the response.</param>
readonly record struct HttpResponse(
    int Status,
    int? RetryAfterSeconds,
    bool Closes,
    int BodyStart,
    int BodyLength,
    int End);
