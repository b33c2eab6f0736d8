using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>
/// POST /v1/ops/messages/{id}/archive and /unarchive, the same of /v1/ops/groups/{id}, and for many messages at once
/// </summary>
sealed class ArchiveFailuresEndpoint(
    FailureArchive archive,
    FailedMessages messages,
    FailureGroups groups,
    IReplays replays,
    CurrencyRegistry currencies)
{
    const int MaxIds = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.Post("/v1/ops/messages/{id}/archive", context => Move(context, archive.Archive, "archived"))
            .Describes("archiveFailedMessage", "Put a failed message away", """
                It is not going to be retried. If messages of its key wait for it, they go on now. Repeating it changes
                nothing.
                """)
            .Takes<OperatorReasonBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<FailedMessageBody>(200, "The message, archived.")
            .Refuses(400, 404, 409, 413, 415, 503);
        app.Post("/v1/ops/messages/{id}/unarchive", context => Move(context, archive.Unarchive, "failed"))
            .Describes("unarchiveFailedMessage", "Take a message out of the archive", """
                It is failed again, and can be retried. What waited for it has gone on meanwhile. Repeating it changes
                nothing.
                """)
            .Takes<OperatorReasonBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<FailedMessageBody>(200, "The message, failed.")
            .Refuses(400, 404, 409, 413, 415, 503);
        app.Post("/v1/ops/messages/archive", MoveMany)
            .Describes("archiveFailedMessages", "Put many failed messages away", """
                As each by itself, in one transaction. Those that cannot be archived are left as they are.
                """)
            .Takes<ArchiveManyBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<ArchivedManyBody>(200, "What became of each.")
            .Refuses(400, 413, 415, 503);
        MapGroups(app);
    }

    void MapGroups(IEndpointRouteBuilder app)
    {
        app.Post("/v1/ops/groups/{id}/archive", context => MoveGroup(context, archive.ArchiveGroup, "failed"))
            .Describes("archiveFailureGroup", "Put the failed messages of a group away", $"""
                As each by itself, in one transaction, {FailureArchive.MostOfGroup} at most; `remaining` says how many
                are left for the next call.
                """)
            .Takes<OperatorReasonBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<GroupChangeBody>(200, "How many were archived.")
            .Refuses(400, 404, 413, 415, 503);
        app.Post("/v1/ops/groups/{id}/unarchive", context => MoveGroup(context, archive.UnarchiveGroup, "archived"))
            .Describes("unarchiveFailureGroup", "Take a group out of the archive", "As each by itself, and as above.")
            .Takes<OperatorReasonBody>(IdempotencyKeyUse.None)
            .RecordsActor()
            .Answers<GroupChangeBody>(200, "How many are failed again.")
            .Refuses(400, 404, 413, 415, 503);
    }

    async Task Move(HttpContext context, MoveMessages move, string status)
    {
        if (await OperatorNote.ReadOrRefuse(context, isReasonRequired: true) is not { } note
            || await context.FailureOrRefuse(messages) is not { Row.Key: var key })
            return;
        var result = await Perform(move([key], note.Actor, note.Reason, context.RequestAborted));
        if (result.Changes[0].Status is { } found && found != status)
            await context.Answer(OperationProblems.WrongStatus(key, found));
        else if (await context.FailureOrRefuse(messages) is { } now)
            await context.Answer(200, now.Row, (json, row) => FailureJson.Write(json, row, currencies));
    }

    async Task MoveMany(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, ParseMany) is not { } request)
            return;
        var (keys, note) = (request.Keys, request.Note);
        var result = await Perform(archive.Archive(keys, note.Actor, note.Reason, context.RequestAborted));
        await context.Answer(200, result.Changes, WriteMany);
    }

    async Task MoveGroup(HttpContext context, MoveGroupOf move, string left)
    {
        if (await OperatorNote.ReadOrRefuse(context, isReasonRequired: true) is not { } note)
            return;
        var (pathId, ct) = (context.PathValue("id"), context.RequestAborted);
        if (!Uuid.TryParse(pathId, out var id) || await groups.Find(id, FailureQuery.AllStatuses, ct) is null)
        {
            await context.Answer(OperationProblems.GroupNotFound(pathId));
            return;
        }

        var result = await Perform(move(id, note.Actor, note.Reason, ct));
        var remaining = (await groups.Find(id, [left], ct))?.Count ?? 0;
        await context.Answer(200, (id, result.Changes.Count(change => change.IsChanged), remaining), WriteGroup);
    }

    async Task<ArchiveResult> Perform(Task<ArchiveResult> move)
    {
        var result = await move;
        if (result.Released.Count > 0)
            replays.Wake(result.Released);
        return result;
    }

    static ManyMessages? ParseMany(Fields body)
    {
        var keys = body.ManyTexts("ids", MaxIds).Select((text, index) =>
        {
            if (!FailureKey.TryParse(text, out var key))
                body.Errors.Add($"ids[{index}]", "must be a message's id, a dot, and the partition where it failed");
            return key ?? default;
        }).ToList();
        var note = OperatorNote.From(body, isReasonRequired: true);
        return body.AreValid() ? new([.. keys.Distinct()], note) : null;
    }

    static void WriteMany(Utf8JsonWriter json, IReadOnlyList<FailureChange> changes)
    {
        json.WriteStartObject();
        json.WriteNumber("archived", changes.Count(change => change.IsChanged));
        json.WriteStartArray("items");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("id", change.Key.ToString());
            json.WriteString("outcome", OutcomeOf(change));
            json.WriteString("status", change.Status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string OutcomeOf(FailureChange change) => change switch
    {
        { IsChanged: true } => "archived",
        { Status: null } => "notFound",
        { Status: "archived" } => "unchanged",
        _ => "refused",
    };

    static void WriteGroup(Utf8JsonWriter json, (Guid GroupId, int Changed, long Remaining) content)
    {
        json.WriteStartObject();
        json.WriteString("groupId", content.GroupId);
        json.WriteNumber("changed", content.Changed);
        json.WriteNumber("remaining", content.Remaining);
        json.WriteEndObject();
    }

    sealed record ManyMessages(IReadOnlyList<FailureKey> Keys, OperatorNote Note);

    delegate Task<ArchiveResult> MoveMessages(
        IReadOnlyCollection<FailureKey> keys, string actor, string? reason, CancellationToken ct);

    delegate Task<ArchiveResult> MoveGroupOf(Guid groupId, string actor, string? reason, CancellationToken ct);
}
