using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>A session that works on one model for long, and is the only one that does.</summary>
static class BuildConnection
{
    const string TryLock = "select pg_try_advisory_lock(hashtext('billing.model.build'), hashtext($1))";
    const string NoLimits = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0";

    /// <exception cref="ModelBusyException">There is another one.</exception>
    public static async Task<NpgsqlConnection> Open(NpgsqlDataSource database, string model, CancellationToken ct)
    {
        // Not from the pool: with the session end its lock and its settings.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await Statement.Run(connection, NoLimits, ct);
        if (await Statement.Value<bool>(connection, TryLock, ct, Sql.Value(model)))
            return connection;
        await connection.DisposeAsync();
        throw new ModelBusyException(model);
    }
}
