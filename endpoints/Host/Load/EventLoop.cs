using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace BillingEngine.Host.Load;

/// <summary>
/// Runs many conversations on one thread, with one poll call for all the answers that have arrived. The usual
/// asynchronous sockets cost a failed read, an epoll wake-up and a hand-over to the pool for each answer; the generator
/// shares its cores with what it measures, and cannot afford that.
/// </summary>
sealed class EventLoop(CancellationToken ct)
{
    static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    readonly List<HttpConnection> waiting = [];
    readonly List<HttpConnection> finished = [];
    readonly List<Socket> readable = [];
    readonly PriorityQueue<Action, long> timers = new();
    Exception? fault;
    int running;
    long nextSweep;

    /// <summary>
    /// Looks for answers no more often than the timer of the system ticks, about once a millisecond. Each look at many
    /// connections costs time that what is measured lacks.
    /// </summary>
    public bool IsPaced { get; set; }

    /// <summary>
    /// Runs the conversations to their end. They may await only this loop and each other, so all state they share is
    /// theirs without locks.
    /// </summary>
    public void Run(IReadOnlyList<Func<Task>> conversations)
    {
        foreach (var conversation in conversations)
            Begin(conversation);
        while (running > 0 && fault is null)
            Turn();
        if (fault is not null)
            ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>Adds a conversation to those that are running.</summary>
    public void Begin(Func<Task> conversation)
    {
        running++;
        _ = Track(conversation);
    }

    public Pause Delay(TimeSpan pause) => new(this, pause);

    public void Watch(HttpConnection connection) => waiting.Add(connection);

    async Task Track(Func<Task> conversation)
    {
        try
        {
            await conversation();
        }
        catch (Exception e)
        {
            fault ??= e;
        }

        running--;
    }

    void Turn()
    {
        ct.ThrowIfCancellationRequested();
        Poll();
        Receive();
        // Resumed only now: a conversation starts to wait again as soon as it has sent its next request.
        foreach (var connection in finished)
            connection.Resume();
        finished.Clear();
        while (timers.TryPeek(out var resume, out var due) && due <= Stopwatch.GetTimestamp())
        {
            timers.Dequeue();
            resume();
        }
    }

    void Poll()
    {
        readable.Clear();
        foreach (var connection in waiting)
            readable.Add(connection.Socket);
        var sleep = LongestSleep;
        if (IsPaced)
        {
            Thread.Sleep(Tick);
            sleep = TimeSpan.Zero;
        }
        else if (timers.TryPeek(out _, out var due))
            sleep = TimeSpan.FromTicks(Math.Clamp(Left(due).Ticks, 0, LongestSleep.Ticks));
        if (readable.Count > 0)
            Socket.Select(readable, null, null, sleep);
        else if (sleep > TimeSpan.Zero)
            ct.WaitHandle.WaitOne(sleep);
    }

    // Select keeps the order of the sockets that it leaves in the list, so one pass over both lists is enough.
    void Receive()
    {
        var now = Stopwatch.GetTimestamp();
        var sweep = now >= nextSweep;
        if (sweep)
            nextSweep = now + Stopwatch.Frequency;
        var next = 0;
        var kept = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            var connection = waiting[i];
            var isReadable = next < readable.Count && ReferenceEquals(readable[next], connection.Socket);
            if (isReadable)
                next++;
            if ((isReadable && connection.Receive()) || (sweep && connection.HasTimedOut(now)))
                finished.Add(connection);
            else
                waiting[kept++] = connection;
        }

        waiting.RemoveRange(kept, waiting.Count - kept);
    }

    static TimeSpan Left(long due) =>
        TimeSpan.FromSeconds((due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);

    public readonly struct Pause(EventLoop loop, TimeSpan length) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public Pause GetAwaiter() => this;

        public void OnCompleted(Action continuation) => loop.timers.Enqueue(
            continuation,
            Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency));

        public void GetResult()
        {
        }
    }
}
