namespace BillingEngine.Api.Answers;

static class AnswerHeaders
{
    public const string Replayed = "Idempotency-Replayed";

    /// <summary>Says that the request was a repeat, and that this is the first answer again.</summary>
    public static void MarkReplay(this HttpContext context, bool isReplay)
    {
        if (isReplay)
            context.Response.Headers[Replayed] = "true";
    }

    public static void Locate(this HttpContext context, string resource, Guid id) =>
        context.Response.Headers.Location = $"/v1/{resource}/{id}";
}
