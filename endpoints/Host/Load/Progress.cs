using System.Diagnostics;

namespace BillingEngine.Host.Load;

/// <summary>A line once a second; on a terminal always the same one.</summary>
sealed class Progress(TextWriter output, bool isTerminal)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public IDisposable Start(Tally tally, int count, string what)
    {
        var began = Stopwatch.GetTimestamp();
        return new Line(new Timer(_ => Print(tally, count, what, began), null, Interval, Interval), Finish);
    }

    public void Say(string text) => output.WriteLine(text);

    void Print(Tally tally, int count, string what, long began)
    {
        var rate = tally.Finished / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var text = $"load: {tally.Finished:N0} of {count:N0} {what}, {rate:N0}/s";
        if (isTerminal)
            output.Write($"\r{text}   ");
        else
            output.WriteLine(text);
    }

    void Finish()
    {
        if (isTerminal)
            output.Write("\r\e[K");
    }

    sealed class Line(Timer timer, Action finish) : IDisposable
    {
        public void Dispose()
        {
            using (var stopped = new ManualResetEvent(false))
                if (timer.Dispose(stopped))
                    stopped.WaitOne();
            finish();
        }
    }
}
