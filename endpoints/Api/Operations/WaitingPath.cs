using System.Globalization;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

static class WaitingPath
{
    public const string Id = "timeoutId";

    /// <summary>The message that the path names; null when none waits under that id.</summary>
    public static async Task<WaitingMessage?> OfPath(this WaitingMessages waiting, HttpContext context) =>
        long.TryParse(context.PathValue(Id), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? await waiting.Find(sequence, context.RequestAborted)
            : null;
}
