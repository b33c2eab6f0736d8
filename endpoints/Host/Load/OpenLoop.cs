using System.Diagnostics;
using System.Net;

namespace BillingEngine.Host.Load;

/// <summary>
/// Sends each operation when it is due, whether those before it are answered or not. Latency is told from the moment
/// that an operation was due: if it is sent late, that is because the engine held all the connections.
/// </summary>
sealed class OpenLoop : IDisposable
{
    static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    readonly EventLoop loop;
    readonly Arrivals arrivals;
    readonly HttpConnection[] all;

    // The last one back is the first to go out: so no more are used than are needed.
    readonly Stack<HttpConnection> idle;

    public OpenLoop(EventLoop loop, EndPoint server, Arrivals arrivals, TimeSpan patience)
    {
        (this.loop, this.arrivals) = (loop, arrivals);
        all = [.. Enumerable.Range(0, arrivals.Connections).Select(_ => new HttpConnection(loop, server, patience))];
        idle = new(all);
    }

    /// <param name="exchange">Sends an operation over a connection, and notes what came of it since it was due.</param>
    public LoadPhase Run(int count, Tally tally, Func<HttpConnection, int, long, Task> exchange)
    {
        foreach (var connection in all)
            connection.Connect();
        var began = Stopwatch.GetTimestamp();
        var offer = default(Offer);
        var behind = 0L;
        loop.IsPaced = true;
        loop.Run([Send]);
        loop.IsPaced = false;
        return new LoadPhase(tally, Stopwatch.GetElapsedTime(began), offer);

        async Task Send()
        {
            for (var operation = 0; operation < count;)
            {
                var due = began + (long)(operation / (double)arrivals.PerSecond * Stopwatch.Frequency);
                var now = Stopwatch.GetTimestamp();
                if (due > now || !idle.TryPop(out var connection))
                {
                    await loop.Delay(Breath);
                    continue;
                }

                behind = Math.Max(behind, now - due);
                Begin(connection, operation++, due);
            }

            offer = new(Stopwatch.GetElapsedTime(began), Stopwatch.GetElapsedTime(0, behind));
        }

        void Begin(HttpConnection connection, int operation, long due) => loop.Begin(async () =>
        {
            await exchange(connection, operation, due);
            idle.Push(connection);
        });
    }

    public void Dispose()
    {
        foreach (var connection in all)
            connection.Dispose();
    }
}

/// <summary>The time in which operations were sent by the clock.</summary>
/// <param name="Behind">
/// The longest time by which one was sent late: above some milliseconds, the generator lacked connections or time.
/// </param>
readonly record struct Offer(TimeSpan Elapsed, TimeSpan Behind);
