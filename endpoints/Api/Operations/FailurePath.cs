using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

static class FailurePath
{
    /// <summary>
    /// The message that the path names: by its id and partition, or by its id alone when it failed in one place only.
    /// Null when there is none, or more than one: then the request has been answered.
    /// </summary>
    public static async Task<FailureDetail?> FailureOrRefuse(this HttpContext context, FailedMessages messages)
    {
        var ct = context.RequestAborted;
        var text = context.PathValue("id");
        if (!FailureKey.TryParse(text, out var key))
        {
            var places = Uuid.TryParse(text, out var id) ? await messages.PlacesOf(id, ct) : [];
            if (places.Count > 1)
            {
                await context.Answer(OperationProblems.Ambiguous(text, places));
                return null;
            }

            key = places is [var only] ? only : null;
        }

        var found = key is { } known ? await messages.Find(known, ct) : null;
        if (found is null)
            await context.Answer(OperationProblems.MessageNotFound(text));
        return found;
    }
}
