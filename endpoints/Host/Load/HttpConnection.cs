using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace BillingEngine.Host.Load;

/// <summary>
/// One HTTP/1.1 connection with at most one request in flight; opens itself when a request finds it closed. Awaiting an
/// exchange allocates nothing: the connection is its own awaiter, and its buffers live as long as it does.
/// </summary>
sealed class HttpConnection(
    EventLoop loop, EndPoint server, TimeSpan patience, int longestRequest = HttpConnection.LongestSingle)
    : ICriticalNotifyCompletion, IDisposable
{
    const int LongestSingle = 4096;
    const int LongestAnswer = 4 << 20;

    readonly byte[] request = new byte[longestRequest];
    readonly long patienceTicks = (long)(patience.TotalSeconds * Stopwatch.Frequency);
    byte[] received = new byte[8192];
    int requestLength;
    int receivedLength;
    long deadline;
    Socket? socket;
    HttpResponse response;
    Answer? answer;
    Action? resume;

    /// <summary>Where the next request is written; stays as it is, to be sent again.</summary>
    public Span<byte> Request => request;

    /// <summary>The body of the last answer, until the next exchange.</summary>
    public ReadOnlySpan<byte> Body => received.AsSpan(response.BodyStart, response.BodyLength);

    /// <summary>Why the last exchange brought no answer.</summary>
    public string? Fault { get; private set; }

    public Socket Socket => socket ?? throw new InvalidOperationException("The connection is not open.");

    public bool IsCompleted => answer is not null;

    /// <summary>Opens it before the first request, so that opening is not measured.</summary>
    public void Connect() => socket ??= Open();

    /// <summary>Sends the first bytes of <see cref="Request"/>; to be awaited for the answer.</summary>
    public HttpConnection Exchange(int length)
    {
        requestLength = length;
        return Repeat();
    }

    /// <summary>Sends the last request once more, byte for byte.</summary>
    public HttpConnection Repeat()
    {
        (answer, response, receivedLength, Fault) = (null, default, 0, null);
        deadline = Stopwatch.GetTimestamp() + patienceTicks;
        try
        {
            socket ??= Open();
            Send();
            loop.Watch(this);
        }
        catch (SocketException e)
        {
            Break(e.Message);
        }

        return this;
    }

    public HttpConnection GetAwaiter() => this;

    public Answer GetResult() => answer ?? throw new InvalidOperationException("There is no answer yet.");

    public void OnCompleted(Action continuation) => resume = continuation;

    public void UnsafeOnCompleted(Action continuation) => resume = continuation;

    public void Resume() => resume?.Invoke();

    public void Dispose() => Close();

    /// <summary>Takes what has arrived. True when that ends the exchange, well or badly.</summary>
    public bool Receive()
    {
        if (receivedLength == received.Length)
            Array.Resize(ref received, received.Length * 2);
        var count = Socket.Receive(received.AsSpan(receivedLength), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
            return false;
        if (error is not SocketError.Success)
            return Break(new SocketException((int)error).Message);
        receivedLength += count;
        try
        {
            if (HttpResponseParser.TryParse(received.AsSpan(0, receivedLength), ended: count == 0, out response))
                return Complete();
        }
        catch (InvalidDataException e)
        {
            return Break(e.Message);
        }

        return (count == 0 && Break("the server closed the connection"))
            || (receivedLength > LongestAnswer && Break("the answer is too long"));
    }

    public bool HasTimedOut(long now) => now > deadline && Break($"no answer within {patience.TotalSeconds} s");

    bool Complete()
    {
        answer = new Answer(response.Status, response.RetryAfterSeconds);
        if (response.Closes || response.End != receivedLength)
            Close();
        return true;
    }

    bool Break(string reason)
    {
        Close();
        (answer, response, Fault) = (Answer.None, default, reason);
        return true;
    }

    Socket Open()
    {
        var opened = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            opened.Connect(server);
            opened.Blocking = false;
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // The peer has read all there was before it answered, so a request finds its buffer empty. Only a bulk request can
    // be larger than that; the peer reads it as it comes, so it is not waited for long.
    void Send()
    {
        for (var rest = request.AsSpan(0, requestLength); !rest.IsEmpty;)
        {
            var sent = Socket.Send(rest, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                throw new SocketException((int)error);
            rest = rest[sent..];
            if (!rest.IsEmpty && !Socket.Poll(patience, SelectMode.SelectWrite))
                throw new SocketException((int)SocketError.TimedOut);
        }
    }

    void Close()
    {
        socket?.Dispose();
        socket = null;
    }
}
