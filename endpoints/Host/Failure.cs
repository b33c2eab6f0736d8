namespace BillingEngine.Host;

static class Failure
{
    /// <summary>One line: what went wrong and, where that says more, why. Everything with BILLING_DEBUG=1.</summary>
    public static string Describe(Exception failure)
    {
        if (Environment.GetEnvironmentVariable("BILLING_DEBUG") == "1")
            return failure.ToString();
        var text = OneLine(Unwrapped(failure).Message);
        for (var cause = Unwrapped(failure).InnerException; cause is not null; cause = cause.InnerException)
            if (!text.Contains(OneLine(cause.Message), StringComparison.OrdinalIgnoreCase))
                text = $"{text.TrimEnd('.')}: {OneLine(cause.Message)}";
        return text;
    }

    static Exception Unwrapped(Exception failure) =>
        failure is AggregateException { InnerException: { } cause } ? Unwrapped(cause) : failure;

    static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
