using BillingEngine.Postgres.Embedded;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Host;

/// <summary>
/// The database without the engine: as named by a connection string, or an embedded PostgreSQL, joined if it runs
/// already and else started until disposed.
/// </summary>
sealed class BillingDatabase : IAsyncDisposable
{
    readonly EmbeddedPostgres? _embedded;

    BillingDatabase(string connectionString, EmbeddedPostgres? embedded)
    {
        ConnectionString = connectionString;
        _embedded = embedded;
    }

    public string ConnectionString { get; }

    public static async Task<BillingDatabase> Open(string? connection, string? dataDirectory, CancellationToken ct)
    {
        if (connection is not null)
            return new BillingDatabase(connection, embedded: null);
        var options = new EmbeddedPostgresOptions(dataDirectory ?? EmbeddedPostgresOptions.DefaultDataDirectory());
        var embedded = await EmbeddedPostgres.Start(options, ct);
        return new BillingDatabase(embedded.ConnectionString, embedded);
    }

    /// <summary>Until disposed, an embedded server that has died is started again; null: it is not ours.</summary>
    public IAsyncDisposable? KeepRunning(ILogger logger) => _embedded?.KeepRunning(logger);

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
