using BillingEngine.Messaging.Engine;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>
/// The one connection of a worker: opened when needed, dropped after a fault, never silently reopened in between. It
/// blocks the worker's thread, and belongs to no pool, so that nobody inherits an open transaction or a broken session.
/// </summary>
/// <param name="connectionString">Must say <c>Pooling=false</c>.</param>
sealed class WorkerConnection(string connectionString) : IDisposable
{
    const string SelectStart = "select backend_start from pg_stat_activity where pid = pg_backend_pid()";

    NpgsqlConnection? _connection;
    volatile int _opens;

    /// <summary>The server side of the last connection.</summary>
    public Backend Backend { get; private set; }

    /// <summary>How often it was opened.</summary>
    public int Opens => _opens;

    /// <exception cref="StoreUnavailableException">No connection can be had.</exception>
    public NpgsqlConnection Get()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        Drop();
        try
        {
            _connection = Open();
            _opens++;
            return _connection;
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    /// <summary>A connection beside the worker's own, for the question what became of a lost one.</summary>
    public NpgsqlConnection OpenAnother()
    {
        var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Runs something on the connection; a fault of the connection is told as such.</summary>
    /// <exception cref="StoreUnavailableException">The connection failed.</exception>
    public TResult Run<TResult>(Func<NpgsqlConnection, TResult> action)
    {
        var connection = Get();
        try
        {
            return action(connection);
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Drop();

    NpgsqlConnection Open()
    {
        var connection = OpenAnother();
        try
        {
            using var command = new NpgsqlCommand(SelectStart, connection);
            Backend = new Backend(connection.ProcessID, command.ExecuteScalar() as DateTime? ?? default);
            return connection;
        }
        catch
        {
            // Without knowing its server side, the question what became of it could never be settled.
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>A server process; the start time tells it from a later one with the same number.</summary>
readonly record struct Backend(int ProcessId, DateTime Start);
