using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

/// <summary>Where a connection is cut around a commit.</summary>
public enum CommitCut
{
    /// <summary>The server sees all of the unit but its end, and then the end of the connection.</summary>
    BeforeItArrives,

    /// <summary>
    /// The server sees neither the unit's end nor that the client is gone, and holds the transaction.
    /// </summary>
    BeforeItArrivesUnnoticed,

    /// <summary>The commit is sent and the connection reset behind it: either may win.</summary>
    InFlight,

    /// <summary>The server has committed and said so; the client never hears it.</summary>
    BeforeTheAnswer,
}

/// <summary>Stands before PostgreSQL, and cuts a connection at the byte or at the commit that it was told.</summary>
sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>The end of a batch of statements, and with it of their transaction.</summary>
    static readonly byte[] Sync = [(byte)'S', 0, 0, 0, 4];

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentBag<FaultLink> _links = [];
    readonly Lock _arming = new();
    long _bytesLeft = long.MaxValue;
    CommitCut? _commitCut;
    byte[] _unitId = [];
    long _bytes;
    int _cuts;

    /// <summary>Bytes that went through, in both directions.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public int Cuts => _cuts;

    /// <summary>Starts, and returns the connection string that leads through here.</summary>
    public string Route(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        // Off the test's own context: the client blocks that while it waits for an answer through here.
        var serverPort = server.Port;
        _ = Task.Run(() => Accept(serverPort));
        server.Host = "127.0.0.1";
        server.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        return server.ConnectionString;
    }

    /// <summary>Cuts the connection that is the one to carry the byte after so many.</summary>
    public void CutAfter(long bytes)
    {
        lock (_arming)
            _bytesLeft = bytes;
    }

    /// <summary>Cuts the connection that carries this unit, at the end of its batch.</summary>
    public void CutAtCommit(CommitCut cut, Guid unitId)
    {
        lock (_arming)
            (_commitCut, _unitId) = (cut, unitId.ToByteArray(bigEndian: true));
    }

    public void Disarm()
    {
        lock (_arming)
            (_bytesLeft, _commitCut) = (long.MaxValue, null);
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var link in _links)
            link.Reset();
        return ValueTask.CompletedTask;
    }

    async Task Accept(int serverPort)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, serverPort);
                var link = new FaultLink(client, server);
                _links.Add(link);
                _ = Pump(link, client, server, isToServer: true);
                _ = Pump(link, server, client, isToServer: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The proxy is closed.
        }
    }

    async Task Pump(FaultLink link, Socket from, Socket to, bool isToServer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!isToServer && link.IsAnswerWithheld)
                {
                    link.Reset();
                    return;
                }

                if (isToServer && TakeCommitCut(link, buffer.AsSpan(0, count)) is { } cut)
                {
                    await CutAround(link, to, buffer.AsMemory(0, count), cut);
                    if (cut != CommitCut.BeforeTheAnswer)
                        return;
                    continue;
                }

                var allowed = TakeBytes(count);
                await to.SendAsync(buffer.AsMemory(0, allowed));
                if (allowed < count)
                {
                    Interlocked.Increment(ref _cuts);
                    link.Reset();
                    return;
                }
            }

            link.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            link.Close();
        }
    }

    async Task CutAround(FaultLink link, Socket server, ReadOnlyMemory<byte> commit, CommitCut cut)
    {
        Interlocked.Increment(ref _cuts);
        switch (cut)
        {
            case CommitCut.BeforeItArrives:
                await server.SendAsync(commit[..^Sync.Length]);
                link.Close();
                break;
            case CommitCut.BeforeItArrivesUnnoticed:
                await server.SendAsync(commit[..^Sync.Length]);
                link.ForgetClient();
                break;
            case CommitCut.InFlight:
                await server.SendAsync(commit);
                link.Reset();
                break;
            case CommitCut.BeforeTheAnswer:
                link.IsAnswerWithheld = true;
                await server.SendAsync(commit);
                break;
        }
    }

    CommitCut? TakeCommitCut(FaultLink link, ReadOnlySpan<byte> chunk)
    {
        lock (_arming)
        {
            link.CarriesUnit |= _commitCut is not null && chunk.IndexOf(_unitId) >= 0;
            if (!link.CarriesUnit || !chunk.EndsWith(Sync))
                return null;
            link.CarriesUnit = false;
            var cut = _commitCut;
            _commitCut = null;
            return cut;
        }
    }

    int TakeBytes(int count)
    {
        Interlocked.Add(ref _bytes, count);
        lock (_arming)
        {
            var allowed = (int)Math.Min(count, _bytesLeft);
            _bytesLeft = allowed < count ? long.MaxValue : _bytesLeft - count;
            return allowed;
        }
    }
}
