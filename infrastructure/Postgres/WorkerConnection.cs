using BillingEngine.Messaging.Engine;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>The one connection of a worker: opened when needed, dropped after a fault, never silently reopened in between.</summary>
sealed class WorkerConnection(NpgsqlDataSource database) : IAsyncDisposable
{
    NpgsqlConnection? _connection;

    /// <summary>Process id of the server side of the last connection.</summary>
    public int BackendPid { get; private set; }

    /// <exception cref="StoreUnavailableException">No connection can be had.</exception>
    public async ValueTask<NpgsqlConnection> Get(CancellationToken ct)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
            return open;
        await Drop();
        try
        {
            _connection = await database.OpenConnectionAsync(ct);
            BackendPid = _connection.ProcessID;
            return _connection;
        }
        catch (Exception e) when (PostgresFault.IsUnavailable(e))
        {
            throw PostgresFault.Unavailable(e);
        }
    }

    /// <summary>Runs something on the connection; a fault of the connection drops it and tells so.</summary>
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
            await Drop();
            throw PostgresFault.Unavailable(e);
        }
    }

    /// <summary>Closes for real: a pooled connection would take an open transaction, or a broken one, to its next user.</summary>
    public async ValueTask Drop()
    {
        if (_connection is null)
            return;
        NpgsqlConnection.ClearPool(_connection);
        await _connection.DisposeAsync();
        _connection = null;
    }

    public ValueTask DisposeAsync() => Drop();
}
