using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>The line to a database, which can be cut (the database is gone) or held (it has frozen).</summary>
sealed class DatabaseLine : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    readonly int _serverPort;
    volatile TaskCompletionSource _flows = Flowing();
    volatile bool _isCut;

    public DatabaseLine(string connectionString)
    {
        var through = new NpgsqlConnectionStringBuilder(connectionString);
        _serverPort = through.Port;
        _listener.Start();
        through.Host = "127.0.0.1";
        through.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = through.ConnectionString;
        _ = Task.Run(Accept);
    }

    /// <summary>The way through here.</summary>
    public string ConnectionString { get; }

    /// <summary>Ends all connections and lets none through.</summary>
    public void Cut()
    {
        _isCut = true;
        Reset();
    }

    /// <summary>Keeps all connections, takes new ones, and passes nothing on.</summary>
    public void Hold() => _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As it should be. What was held goes on.</summary>
    public void Restore()
    {
        _isCut = false;
        _flows.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _flows.TrySetResult();
        Reset();
        return ValueTask.CompletedTask;
    }

    static TaskCompletionSource Flowing()
    {
        var flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        flows.SetResult();
        return flows;
    }

    void Reset()
    {
        foreach (var socket in _sockets.Keys)
            socket.Close(timeout: 0);
        _sockets.Clear();
    }

    async Task Accept()
    {
        try
        {
            while (true)
                _ = Join(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The line is closed for good.
        }
    }

    async Task Join(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var _ = client;
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = true;
        try
        {
            if (_isCut)
                return;
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            await Task.WhenAny(Pump(client, server), Pump(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has gone; the other one goes with it.
        }
        finally
        {
            _sockets.TryRemove(client, out bool _);
            _sockets.TryRemove(server, out bool _);
        }
    }

    async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var count)
        {
            await _flows.Task;
            await to.SendAsync(buffer.AsMemory(0, count));
        }
    }
}
