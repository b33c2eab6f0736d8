using System.Globalization;

namespace BillingEngine.Postgres.Operations.Retries;

/// <summary>How a retry stands when it is decided what comes next.</summary>
/// <param name="Overdue">Sent so long ago, without an end, that nobody waits for them any more.</param>
/// <param name="SentLately">Within the last second.</param>
/// <param name="JudgedEnded">Of those sent since it was started, or resumed after it had stopped.</param>
/// <param name="JudgedFailed">Likewise.</param>
/// <param name="JudgedOverdue">Likewise.</param>
public sealed record RetryProgress(
    IReadOnlyList<int> Ramp,
    int Stage,
    int RatePerSecond,
    decimal StopAtShare,
    RetryCounts Counts,
    int Overdue = 0,
    int SentLately = 0,
    int JudgedEnded = 0,
    int JudgedFailed = 0,
    int JudgedOverdue = 0);

/// <summary>What comes next in a retry.</summary>
public abstract record RetryDecision
{
    public sealed record Send(int Count, int Stage) : RetryDecision;

    public sealed record Wait : RetryDecision;

    public sealed record Stop(string Note) : RetryDecision;

    public sealed record Complete(string? Note) : RetryDecision;
}

/// <summary>
/// Decides what a retry does next. A stage begins when all of the one before have ended. One that has no end in time,
/// because nobody handles it or it waits in line, is waited for no longer, and counts as if it had failed: so a retry
/// neither hangs, nor fills the queue of an endpoint that is down.
/// </summary>
public static class RetryPlan
{
    /// <summary>Within a stage, fewer that have ended say too little.</summary>
    const int FewestJudged = 10;

    public static RetryDecision Decide(RetryProgress now)
    {
        var (counts, open) = (now.Counts, now.Counts.Sent - now.Overdue);
        if (counts.Waiting == 0)
            return open > 0 ? new RetryDecision.Wait() : new RetryDecision.Complete(NoteOfOverdue(now.Overdue));
        var tried = counts.Sent + counts.Ended;
        var isOver = open == 0 && tried >= LimitOf(now.Ramp, now.Stage);
        if (IsTooBad(now, isOver))
            return new RetryDecision.Stop(NoteOf(now));
        var stage = isOver ? now.Stage + 1 : now.Stage;
        var room = Math.Min(LimitOf(now.Ramp, stage) - tried, now.RatePerSecond - now.SentLately);
        return room > 0
            ? new RetryDecision.Send((int)Math.Min(room, counts.Waiting), stage)
            : new RetryDecision.Wait();
    }

    /// <summary>How many are tried until the end of a stage.</summary>
    static long LimitOf(IReadOnlyList<int> ramp, int stage) =>
        stage < ramp.Count ? ramp.Take(stage + 1).Sum(count => (long)count) : long.MaxValue;

    static bool IsTooBad(RetryProgress now, bool isOver)
    {
        var judged = now.JudgedEnded + now.JudgedOverdue;
        return judged > 0
            && (isOver || judged >= FewestJudged)
            && now.JudgedFailed + now.JudgedOverdue > now.StopAtShare * judged;
    }

    static string NoteOf(RetryProgress now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.JudgedFailed} of {now.JudgedEnded} failed again{AndOverdue(now.JudgedOverdue)}; "
        + $"it stops at a share above {now.StopAtShare}.");

    static string AndOverdue(int overdue) => overdue == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {overdue} had no end in time");

    static string? NoteOfOverdue(int overdue) => overdue == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{overdue} had no end in time; they go on by themselves.");
}
