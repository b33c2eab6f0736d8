using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>POST /v1/ops/timeouts/move</summary>
sealed class MoveManyEndpoint(WaitingChanges changes, IReplays replays, TimeProvider clock)
{
    static readonly TimeSpan Farthest = TimeSpan.FromDays(3650);

    public void Map(IEndpointRouteBuilder app) => app.Post("/v1/ops/timeouts/move", Move)
        .Describes("moveTimeouts", "Have many messages delivered at another time", """
            Those of `ids`, or those that match `filter`, at most 1,000; if more match, none is moved. All to `dueAt`,
            or each by `shiftBy`; a time that is past means now. Parked ones stay, and so does what is being handled
            at this moment, or was.
            """)
        .Takes<MoveTimeoutsBody>(IdempotencyKeyUse.None)
        .RecordsActor()
        .Answers<MovedTimeoutsBody>(200, "How many were moved.")
        .Refuses(400, 413, 415, 422, 503);

    async Task Move(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, Parse) is not { } request)
            return;
        var action = new OperatorAction(request.Note.Actor, "timeout.move", "", request.Note.Reason);
        var partitions = await changes.MoveAll(
            request.Filter, request.Ids, request.DueAt, request.ShiftBy, action, context.RequestAborted);
        if (partitions is null)
        {
            await context.Answer(WaitingProblems.TooMany());
            return;
        }

        if (partitions.Count > 0)
            replays.Wake([.. partitions.Distinct()]);
        await context.Answer(StatusCodes.Status200OK, partitions.Count, static (json, moved) =>
        {
            json.WriteStartObject();
            json.WriteNumber("moved", moved);
            json.WriteEndObject();
        });
    }

    MoveManyRequest? Parse(Fields body)
    {
        var ids = body.OptionalNumbers("ids", WaitingChanges.MostAtOnce);
        var filter = body.OptionalObject("filter");
        var query = filter is null ? null : WaitingFilter.FromBody(filter);
        var dueAt = body.OptionalTime("dueAt");
        var shiftBy = body.OptionalShift("shiftBy");
        var note = OperatorNote.From(body, isReasonRequired: true);
        CheckChoices(body.Errors, hasIds: ids is not null, hasFilter: query is not null, dueAt, shiftBy);
        return body.AreValid() ? new(ids, query ?? new WaitingQuery(), dueAt, shiftBy ?? default, note) : null;
    }

    void CheckChoices(FieldErrors errors, bool hasIds, bool hasFilter, DateTimeOffset? dueAt, TimeSpan? shiftBy)
    {
        if (hasIds == hasFilter && !errors.Concern("ids", "filter"))
            errors.Add("ids", "must be given, or else filter, and not both");
        if (dueAt is null == shiftBy is null && !errors.Concern("dueAt", "shiftBy"))
            errors.Add("dueAt", "must be given, or else shiftBy, and not both");
        if (dueAt > clock.GetUtcNow() + Farthest)
            errors.Add("dueAt", "must be within ten years");
        if (shiftBy?.Duration() > Farthest)
            errors.Add("shiftBy", "must be ten years at most");
    }

    sealed record MoveManyRequest(
        IReadOnlyList<long>? Ids, WaitingQuery Filter, DateTimeOffset? DueAt, TimeSpan ShiftBy, OperatorNote Note);
}
