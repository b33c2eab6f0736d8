namespace BillingEngine.Postgres.Embedded;

/// <summary>The embedded server cannot be had. The message is one line: what happened, where, and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
