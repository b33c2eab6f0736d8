using Npgsql;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// A session of its own that holds a lock of one model: whoever has it is the only one to do what it stands for.
/// </summary>
static class ModelSession
{
    const string TryLock = "select pg_try_advisory_lock(hashtext($1), hashtext($2))";
    const string NoLimits = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0";

    /// <summary>To have the model follow the log; null: another process does.</summary>
    public static Task<NpgsqlConnection?> TryFollow(NpgsqlDataSource database, string model, CancellationToken ct) =>
        TryOpen(database, "billing.projector", model, ct);

    /// <summary>To make the model anew, which may take long.</summary>
    /// <exception cref="ModelBusyException">Another process is at it.</exception>
    public static async Task<NpgsqlConnection> Build(NpgsqlDataSource database, string model, CancellationToken ct)
    {
        var connection = await TryOpen(database, "billing.model.build", model, ct)
            ?? throw new ModelBusyException(model);
        await Statement.Run(connection, NoLimits, ct);
        return connection;
    }

    static async Task<NpgsqlConnection?> TryOpen(
        NpgsqlDataSource database, string purpose, string model, CancellationToken ct)
    {
        // Not from the pool: the lock ends with the session, and the session with the connection.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        if (await Statement.Value<bool>(connection, TryLock, ct, Sql.Value(purpose), Sql.Value(model)))
            return connection;
        await connection.DisposeAsync();
        return null;
    }
}
