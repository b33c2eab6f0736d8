using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/rate-limits and GET /v1/ops/blocked-keys</summary>
sealed class HoldUpsEndpoint(HoldUps holdUps)
{
    const string Blocked = "blocked-keys";
    const int MostLimits = 1_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/rate-limits", GetRateLimits)
            .Describes("getRateLimits", "Types of message that are slowed down", """
                A type that keeps failing at an endpoint is tried one message at a time; the others wait in line. Each
                worker that is alive decides for itself; the line is that of the endpoint.
                """)
            .Answers<RateLimitsBody>(200, "All of them, 1,000 at most, the oldest first.")
            .Refuses(400, 503);
        app.Get("/v1/ops/blocked-keys", GetBlockedKeys)
            .Describes("getBlockedKeys", "Keys that are held up by a failed message", """
                Of contracts that keep order: later messages of the key are parked behind its head until that one is
                done or archived. The longest blocked comes first.
                """)
            .TakesPage()
            .Answers<BlockedKeysBody>(200, "A page of keys.")
            .Refuses(400, 503);
    }

    public async Task GetRateLimits(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await holdUps.FindRateLimits(MostLimits, context.RequestAborted);
        await context.Answer(StatusCodes.Status200OK, found, static (json, limits) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var limit in limits)
                Write(json, limit);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task GetBlockedKeys(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors, PageRequest.LimitField, PageRequest.CursorField);
        var page = PageRequest.FromQuery<AgeKey>(context.Request, Blocked, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await holdUps.FindBlockedKeys(
            page.After is { } after ? (after.At, after.Id, after.Partition) : null,
            page.Limit + 1,
            context.RequestAborted);
        await context.AnswerPage(
            page, found, Blocked, block => new AgeKey(block.BlockedAt, block.Key, block.Partition), Write);
    }

    static void Write(Utf8JsonWriter json, RateLimit limit)
    {
        json.WriteStartObject();
        json.WriteString("endpoint", limit.Endpoint);
        json.WriteString("type", limit.Type);
        json.WriteString("workerId", limit.WorkerId);
        json.WriteNumber("failures", limit.Failures);
        json.WriteTime("since", limit.Since);
        json.WriteTime("updatedAt", limit.UpdatedAt);
        json.WriteNumber("waiting", limit.Waiting);
        json.WriteTimeOrNull("nextAt", limit.NextAt);
        json.WriteTimeOrNull("until", limit.Until);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, KeyBlock block)
    {
        json.WriteStartObject();
        json.WriteString("key", block.Key);
        json.WriteString("endpoint", block.Endpoint);
        json.WriteNumber("partition", block.Partition);
        json.WriteStartObject("head");
        json.WriteString("messageId", block.HeadMessageId);
        json.WriteString("failedMessageId", new FailureKey(block.HeadMessageId, block.Partition).ToString());
        json.WriteString("type", block.HeadType);
        json.WriteString("state", block.HeadIs);
        json.WriteTimeOrNull("dueAt", block.HeadDueAt);
        json.WriteEndObject();
        json.WriteNumber("parked", block.Parked);
        json.WriteTime("since", block.BlockedAt);
        json.WriteEndObject();
    }
}
