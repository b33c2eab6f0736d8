using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/groups and GET /v1/ops/groups/{id}</summary>
sealed class ReadGroupsEndpoint(FailureGroups groups, CurrencyRegistry currencies)
{
    const string List = "groups";

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/groups", GetGroups)
            .Describes("getFailureGroups", "Failures by their cause", """
                Failures of one type of message with the same stack, the largest group first. `moneyAtRisk` counts each
                transaction once per currency, with the largest amount that a message of it has in the group, and a
                message without a transaction by itself; what is resolved is not at risk.
                """)
            .TakesQuery("status", "failed, retrying, resolved, archived: one or more; else failed and retrying.")
            .TakesPage()
            .Answers<FailureGroupsBody>(200, "A page of groups.")
            .Refuses(400, 503);
        app.Get("/v1/ops/groups/{id}", GetGroup)
            .Describes("getFailureGroup", "A group of failures", "Of all its messages, or of those in some states.")
            .TakesQuery("status", "failed, retrying, resolved, archived: one or more; else all.")
            .Answers<FailureGroupBody>(200, "The group.")
            .Refuses(400, 404, 503);
    }

    async Task GetGroups(HttpContext context)
    {
        var errors = new FieldErrors();
        OperationQuery.RefuseUnknown(
            context.Request, errors, "status", PageRequest.LimitField, PageRequest.CursorField);
        var page = PageRequest.FromQuery<GroupPosition>(context.Request, List, errors);
        var statuses = OperationQuery.FindStatuses(context.Request, FailureQuery.OpenStatuses, errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else
            await context.AnswerPage(
                page,
                await groups.Find(statuses, page.After, page.Limit + 1, context.RequestAborted),
                List,
                group => new GroupPosition(group.Count, group.GroupId),
                Write);
    }

    async Task GetGroup(HttpContext context)
    {
        var errors = new FieldErrors();
        OperationQuery.RefuseUnknown(context.Request, errors, "status");
        var statuses = OperationQuery.FindStatuses(context.Request, FailureQuery.AllStatuses, errors);
        var pathId = context.PathValue("id");
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (Uuid.TryParse(pathId, out var id)
            && await groups.Find(id, statuses, context.RequestAborted) is { } group)
            await context.Answer(StatusCodes.Status200OK, group, Write);
        else
            await context.Answer(OperationProblems.GroupNotFound(pathId));
    }

    void Write(Utf8JsonWriter json, FailureGroup group)
    {
        json.WriteStartObject();
        json.WriteString("groupId", group.GroupId);
        json.WriteString("type", group.Type);
        json.WriteString("exceptionType", group.ExceptionType);
        json.WriteString("sampleMessage", FailureJson.Shortened(group.ExceptionMessage));
        json.WriteString("sampleId", group.Sample.ToString());
        json.WriteNumber("count", group.Count);
        json.WriteStartObject("countByStatus");
        foreach (var (status, count) in group.CountOf)
            json.WriteNumber(status, count);
        json.WriteEndObject();
        json.WriteTime("firstSeen", group.FirstSeen);
        json.WriteTime("lastSeen", group.LastSeen);
        json.WriteNumber("affectedAccounts", group.Accounts);
        json.WriteStartArray("accountIds");
        foreach (var id in group.AccountIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        WriteMoney(json, group.AtRisk);
        json.WriteStartArray("endpoints");
        foreach (var endpoint in group.Endpoints)
            json.WriteStringValue(endpoint);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteMoney(Utf8JsonWriter json, IReadOnlyList<(string Currency, decimal Amount)> atRisk)
    {
        json.WriteStartArray("moneyAtRisk");
        foreach (var (code, amount) in atRisk)
        {
            json.WriteStartObject();
            json.WriteString("currency", code);
            json.WriteAmount("amount", amount, currencies.TryFind(code, out var currency) ? currency : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
