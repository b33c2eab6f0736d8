using System.Diagnostics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>What became of the operations that ended in a span of time.</summary>
sealed class Interval
{
    readonly List<long> _ticks = [];
    readonly long _began = Stopwatch.GetTimestamp();
    TimeSpan _length;

    public int Succeeded { get; private set; }

    public int Refused { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Not taken in by an engine that had too much to do.</summary>
    public int Shed { get; private set; }

    /// <summary>What came in from outside.</summary>
    public long Cents { get; private set; }

    public double PerSecond => Succeeded / _length.TotalSeconds;

    public void Add(Outcome outcome, int cents, long ticks)
    {
        switch (outcome)
        {
            case Outcome.Succeeded:
                Succeeded++;
                Cents += cents;
                _ticks.Add(ticks);
                break;
            case Outcome.Refused:
                Refused++;
                break;
            case Outcome.Shed:
                Shed++;
                break;
            default:
                Failed++;
                break;
        }
    }

    public Interval End()
    {
        _length = Stopwatch.GetElapsedTime(_began);
        return this;
    }

    public Latencies Latencies() => new([.. _ticks]);
}

enum Outcome
{
    Succeeded,
    Refused,
    Failed,
    Shed,
}
