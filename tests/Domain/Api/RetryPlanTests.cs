using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Domain.Tests.Api;

public sealed class RetryPlanTests
{
    /// <summary>Stage, counts (waiting, sent, done, failed), further numbers, and what comes next.</summary>
    static readonly (string Case, RetryProgress Now, string Next)[] Table =
    [
        ("canary", Of(0, 200), "send 1 in 0"),
        ("canary on its way", Of(0, 199, sent: 1), "wait"),
        ("canary done", Of(0, 199, done: 1), "send 10 in 1"),
        ("canary done a moment ago", Of(0, 199, done: 1) with { SentLately = 95 }, "send 5 in 1"),
        ("canary failed", Of(0, 199, failed: 1), "stop: 1 of 1 failed again; it stops at a share above 0.2."),
        ("canary failed, no matter", Of(0, 199, failed: 1) with { StopAtShare = 1 }, "send 10 in 1"),
        ("canary failed before it was resumed", Of(0, 199, failed: 1) with { JudgedEnded = 0, JudgedFailed = 0 },
            "send 10 in 1"),
        ("canary skipped", Of(0, 199, skipped: 1), "send 1 in 0"),
        ("canary overdue", Of(0, 199, sent: 1, overdue: 1),
            "stop: 0 of 0 failed again, 1 had no end in time; it stops at a share above 0.2."),
        ("in a stage, too few to judge", Of(1, 189, sent: 8, done: 2, failed: 1), "wait"),
        ("in a stage, enough to judge", Of(1, 189, sent: 1, done: 7, failed: 3),
            "stop: 3 of 10 failed again; it stops at a share above 0.2."),
        ("at the share", Of(1, 189, sent: 1, done: 8, failed: 2), "wait"),
        ("second stage over", Of(1, 189, done: 11), "send 100 in 2"),
        ("rate used up", Of(1, 189, done: 11) with { SentLately = 100 }, "wait"),
        ("slower than the stage", Of(2, 180, sent: 20) with { RatePerSecond = 10 }, "send 10 in 2"),
        ("all the rest", Of(2, 89, done: 111), "send 89 in 3"),
        ("within the rest", Of(3, 50, sent: 39, done: 111), "send 50 in 3"),
        ("the last on their way", Of(3, 0, sent: 1, done: 199), "wait"),
        ("over", Of(3, 0, done: 200), "complete"),
        ("over, and bad", Of(0, 0, failed: 1), "complete"),
        ("over but for one", Of(3, 0, sent: 1, done: 199, overdue: 1),
            "complete: 1 had no end in time; they go on by themselves."),
        ("nothing left to send", Of(0, 0, skipped: 3), "complete"),
        ("no ramp", Of(0, 5) with { Ramp = [] }, "send 5 in 0"),
    ];

    public static TheoryData<string> Cases => [.. Table.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Should_decide_what_comes_next(string name)
    {
        var (_, now, next) = Table.Single(row => row.Case == name);

        Assert.Equal(next, Shown(RetryPlan.Decide(now)));
    }

    static RetryProgress Of(
        int stage, int waiting, int sent = 0, int done = 0, int failed = 0, int skipped = 0, int overdue = 0) => new(
            [1, 10, 100],
            stage,
            RatePerSecond: 100,
            StopAtShare: 0.2m,
            new RetryCounts(waiting, sent, done, AlreadyDone: 0, failed, skipped),
            overdue,
            SentLately: 0,
            JudgedEnded: done + failed,
            JudgedFailed: failed,
            JudgedOverdue: overdue);

    static string Shown(RetryDecision decision) => decision switch
    {
        RetryDecision.Send(var count, var stage) => $"send {count} in {stage}",
        RetryDecision.Stop(var note) => $"stop: {note}",
        RetryDecision.Complete(null) => "complete",
        RetryDecision.Complete(var note) => $"complete: {note}",
        _ => "wait",
    };
}
