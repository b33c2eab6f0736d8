using BillingEngine.Api.Answers;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>Why a message is not delivered once more, or a retry does not do as it is told.</summary>
static class RetryProblems
{
    public static Problem SelectionEmpty() => new(
        422,
        ProblemCodes.SelectionEmpty,
        "Nothing is selected",
        "No failed message is as selected; nothing was recorded.");

    public static Problem SelectionTooLarge() => new(
        422,
        ProblemCodes.SelectionTooLarge,
        "Too much is selected",
        $"A retry has at most {RetryStore.MaxItems} messages; select fewer.");

    public static Problem RetryNotFound(string id) =>
        new(404, ProblemCodes.RetryNotFound, "No such retry", $"There is no retry {Shortened(id)}.");

    public static Problem MessageNotFound(string id) =>
        new(404, ProblemCodes.MessageNotFound, "No such message", $"There is no message {Shortened(id)} here.");

    /// <summary>The code tells the status: message_retrying, message_archived, message_failed.</summary>
    public static Problem MessageStatus(string status) => new(
        409,
        ProblemCodes.MessageStatusPrefix + status,
        $"The message is {status}",
        "It cannot be delivered once more in this way, as it stands.");

    /// <summary>The code tells the status: retry_completed, retry_cancelled and so on.</summary>
    public static Problem RetryStatus(string status) => new(
        409,
        ProblemCodes.RetryStatusPrefix + status,
        $"The retry is {status}",
        "That cannot be done to it any more, or not before it is resumed.");

    public static Problem MessageNotHandled() => new(
        409,
        ProblemCodes.MessageNotHandled,
        "The message was not handled yet",
        "It waits, or has failed. Retry it when it has failed; replay it once it was handled.");

    public static Problem MessageAmbiguous(IEnumerable<string> keys) => new(
        409,
        ProblemCodes.MessageAmbiguous,
        "Several endpoints got the message",
        $"Name one of {string.Join(", ", keys)} instead of the message's id alone.");

    public static Problem BodyNotKept() => new(
        409,
        ProblemCodes.BodyNotKept,
        "The message's body was not kept",
        "Traces were kept without bodies when it was handled, so it cannot be sent once more.");

    public static Problem MessageUnreadable(string detail) => new(
        409, ProblemCodes.MessageUnreadable, "This version cannot read the message", detail);

    static string Shortened(string id) => id.Length <= 100 ? id : $"{id.AsSpan(0, 99)}…";
}
