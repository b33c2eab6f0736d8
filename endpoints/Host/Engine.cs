namespace BillingEngine.Host;

/// <param name="Connection">A PostgreSQL connection string; null for an embedded PostgreSQL.</param>
/// <param name="DataDirectory">Where the embedded PostgreSQL keeps its data; null for the user's data home.</param>
/// <param name="Urls">Where the API listens, separated by semicolons; port 0 takes a free one.</param>
sealed record HostOptions(string? Connection, string? DataDirectory, string Urls, IReadOnlyList<string> Endpoints)
{
    public static IReadOnlyList<string> AllEndpoints { get; } = ["api", "accounts", "transactions", "readmodels"];
}

/// <summary>All chosen endpoints of the engine, running in this process.</summary>
sealed class BillingHost : IAsyncDisposable
{
    readonly Task stopped = Task.CompletedTask;

    BillingHost(IReadOnlyList<string> addresses, string connectionString)
    {
        Addresses = addresses;
        ConnectionString = connectionString;
    }

    /// <summary>The bound addresses, with real ports; empty when the API is not among the endpoints.</summary>
    public IReadOnlyList<string> Addresses { get; }

    public string ConnectionString { get; }

    public static Task<BillingHost> Start(HostOptions options, CancellationToken ct) =>
        Task.FromException<BillingHost>(new NotSupportedException("This build has no engine yet."));

    public Task Stop(CancellationToken ct) => stopped.WaitAsync(ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>
/// The database without the engine: as named by a connection string, or an embedded PostgreSQL, joined if it runs
/// already and else started until disposed.
/// </summary>
sealed class BillingDatabase : IAsyncDisposable
{
    BillingDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public static Task<BillingDatabase> Open(string? connection, string? dataDirectory, CancellationToken ct) =>
        connection is not null
            ? Task.FromResult(new BillingDatabase(connection))
            : Task.FromException<BillingDatabase>(
                new NotSupportedException("This build has no embedded PostgreSQL yet: give --connection."));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
