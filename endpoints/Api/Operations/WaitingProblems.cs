using BillingEngine.Api.Answers;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Why a message that waits is not moved or cancelled.</summary>
static class WaitingProblems
{
    public static Problem NotFound() => new(
        404,
        ProblemCodes.TimeoutNotFound,
        "Nothing waits under this id",
        "No message waits under this id: there never was one, or it has been delivered, cancelled, or put off anew.");

    public static Problem Fired() => new(
        409,
        ProblemCodes.TimeoutFired,
        "It does not wait any more",
        "The message was delivered, or cancelled, in the meantime; nothing was changed.");

    public static Problem Moved(WaitingMessage now) => new(
        409,
        ProblemCodes.TimeoutMoved,
        "It is due at another time",
        $"The message is due at {now.Message.DueAt.UtcDateTime:O} by now; nothing was changed.");

    /// <param name="head">Null when it has been done in the meantime.</param>
    public static Problem Parked(TransportMessage parked, Guid? head) => new(
        409,
        ProblemCodes.TimeoutParked,
        "It waits for another message",
        $"The message is parked behind {head?.ToString() ?? "another one"}, the first of its key, which has failed: "
        + "archive or retry that one, and this one is released.")
    {
        Facts = head is { } id
            ? [("headMessageId", id.ToString()), ("headId", new FailureKey(id, parked.Partition).ToString())]
            : [],
    };

    public static Problem TooMany() => new(
        422,
        ProblemCodes.TooManySelected,
        "Too many are meant",
        $"More than {WaitingChanges.MostAtOnce} messages match, and none was moved: narrow the filter by from and to.");
}
