using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;
using Microsoft.Extensions.Hosting;

namespace BillingEngine.Api.Events;

/// <summary>GET /v1/events</summary>
sealed class ReadEventsEndpoint(
    EventFollowers followers, EventScopes scopes, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    const int MaxWaitSeconds = 30;

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/events", GetEvents)
        .Describes("getEvents", "The event log", """
            Reads the log forward, oldest first. `nextPosition` goes into `after` of the next call, for ever: it is
            there also when nothing was found, and then may be further on, as what was passed over is not looked at
            again. Nothing is skipped and nothing comes twice. Events of one stream come in their order; between
            partitions there is none. Types and data are those of the version that is stored.
            """)
        .TakesQuery("after", "The nextPosition of the answer before, or an X-Position; left out: from the beginning.")
        .TakesQuery("type", "Types of event, separated by commas; account.* stands for all that begin like that.")
        .TakesQuery("accountId", "Only what happened to this account.", "uuid")
        .TakesQuery("transactionId", "Only what happened to this transaction, and by it to accounts.", "uuid")
        .TakesQuery("limit", "At most so many events, 1 to 200; 50 if left out.")
        .TakesQuery("wait", "Seconds to wait when there is nothing, 0 to 30; left out: none.")
        .Answers<EventsBody>(200, "The next events.")
        .Refuses(400, 503);

    public async Task GetEvents(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(
            request, errors, "after", "type", "accountId", "transactionId", PageRequest.LimitField, "wait");
        var after = FindAfter(request, errors);
        var types = EventTypeQuery.Find(request, errors);
        var limit = PageRequest.Limit(request, errors);
        var wait = FindWait(request, errors);
        var accountId = QueryText.FindId(request, "accountId", errors);
        var transactionId = QueryText.FindId(request, "transactionId", errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var ct = context.RequestAborted;
        var scope = await scopes.Of(accountId, transactionId, ct);
        var query = new LogQuery(after, types, scope, limit);
        var followed = await followers.Follow(query, wait, clock, lifetime.ApplicationStopping, ct);
        await (followed switch
        {
            Followed.Found found => context.Answer(StatusCodes.Status200OK, found.Slice, Write),
            Followed.TooMany => context.Answer(Problem.Overloaded()),
            _ => context.Answer(Problem.Invalid("after", "is beyond the end: it is a position of another log")),
        });
    }

    static LogPosition FindAfter(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, "after", errors) is not { } text)
            return LogPosition.Start;
        if (!LogPosition.TryParse(text, out var after))
            errors.Add("after", "must be the nextPosition of an answer, or an X-Position");
        return after;
    }

    static TimeSpan FindWait(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, "wait", errors) is not { } text)
            return TimeSpan.Zero;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > MaxWaitSeconds)
            errors.Add("wait", $"must be a whole number of seconds from 0 to {MaxWaitSeconds}");
        return TimeSpan.FromSeconds(seconds);
    }

    static void Write(Utf8JsonWriter json, LogSlice slice)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var e in slice.Events)
            EventJson.Write(json, e);
        json.WriteEndArray();
        json.WriteString("nextPosition", slice.Next.ToString());
        json.WriteEndObject();
    }
}
