using BillingEngine.Messaging.Engine;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>The server's side of a connection. A process id alone may belong to somebody else by now.</summary>
readonly record struct ServerSession(int ProcessId, DateTimeOffset Start);

/// <summary>The one connection of a worker: opened when needed, anew after a fault, never within a unit.</summary>
sealed class WorkerConnection(NpgsqlDataSource database) : IAsyncDisposable
{
    const string SelectSession = "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()";

    NpgsqlConnection? _connection;

    /// <summary>The session of the last connection.</summary>
    public ServerSession Session { get; private set; }

    /// <exception cref="StoreUnavailableException">No connection can be had.</exception>
    public async ValueTask<NpgsqlConnection> Get(CancellationToken ct)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        await Drop();
        try
        {
            _connection = await database.OpenConnectionAsync(ct);
            Session = await SessionOf(_connection, ct);
            return _connection;
        }
        catch (Exception e)
        {
            // Without knowing its session, a connection is of no use to a commit.
            await Drop();
            if (PostgresFault.IsUnavailable(e))
                throw PostgresFault.Unavailable(e);
            throw;
        }
    }

    /// <summary>Runs something on the connection; a fault of the connection is told as such.</summary>
    /// <exception cref="StoreUnavailableException">The connection failed.</exception>
    public async Task<TResult> Run<TResult>(Func<NpgsqlConnection, Task<TResult>> action, CancellationToken ct)
    {
        var connection = await Get(ct);
        try
        {
            return await action(connection);
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    public async ValueTask Drop()
    {
        if (_connection is null)
            return;
        await _connection.DisposeAsync();
        _connection = null;
    }

    public ValueTask DisposeAsync() => Drop();

    static async Task<ServerSession> SessionOf(NpgsqlConnection open, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectSession, open);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new ServerSession(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
    }
}
