using System.Diagnostics;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Host.Projections;

/// <summary>A bar on a terminal; elsewhere a line now and then.</summary>
sealed class ProgressBar(string model, TextWriter output, bool isTerminal) : IProgress<BuildProgress>, IDisposable
{
    const int Width = 30;

    static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan InLog = TimeSpan.FromSeconds(5);

    readonly long _began = Stopwatch.GetTimestamp();
    long? _first;
    BuildPhase? _phase;
    long _printed;

    public void Report(BuildProgress value)
    {
        _first ??= value.Done;
        var isDue = Stopwatch.GetElapsedTime(_printed) >= (isTerminal ? OnTerminal : InLog);
        if (!isDue && value.Phase == _phase)
            return;
        _phase = value.Phase;
        _printed = Stopwatch.GetTimestamp();
        var text = Describe(value);
        if (isTerminal)
            output.Write($"\r{text}\e[K");
        else
            output.WriteLine(text);
    }

    public void Dispose()
    {
        if (isTerminal && _phase is not null)
            output.Write("\r\e[K");
        _phase = null;
    }

    string Describe(BuildProgress value)
    {
        var share = value.Total == 0 ? 1 : (double)value.Done / value.Total;
        var filled = (int)(share * Width);
        var bar = new string('#', filled) + new string('.', Width - filled);
        return $"{model} [{bar}] {share,4:0%}  {What(value)}";
    }

    string What(BuildProgress value)
    {
        if (value.Phase is not BuildPhase.Filling)
            return value.Phase switch
            {
                BuildPhase.Indexing => "making indexes",
                BuildPhase.Swapping => "taking the place of the old one",
                _ => "comparing rows",
            };
        var rate = (value.Done - _first!.Value) / Stopwatch.GetElapsedTime(_began).TotalSeconds;
        var left = rate > 0 ? TimeSpan.FromSeconds((value.Total - value.Done) / rate) : TimeSpan.Zero;
        return $"{value.Done:N0} of {value.Total:N0} events, {rate:N0}/s, {left:hh\\:mm\\:ss} left";
    }
}
