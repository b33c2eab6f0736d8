using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/actions</summary>
sealed class ReadActionsEndpoint(OperatorActions actions)
{
    const string List = "actions";

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/ops/actions", GetActions)
        .Describes("getOperatorActions", "What operators did", """
            Every change that an operator made, newest first: written in the transaction that made it, and never
            changed.
            """)
        .TakesQuery("actor", "Who, as in X-Actor.")
        .TakesQuery("action", "What, such as message.archive.")
        .TakesQuery("target", "To what, such as the id of a failed message.")
        .TakesPage()
        .Answers<OperatorActionsBody>(200, "A page of actions.")
        .Refuses(400, 503);

    async Task GetActions(HttpContext context)
    {
        var (request, errors) = (context.Request, new FieldErrors());
        OperationQuery.RefuseUnknown(
            request, errors, "actor", "action", "target", PageRequest.LimitField, PageRequest.CursorField);
        var page = PageRequest.FromQuery<long>(request, List, errors);
        var query = new ActionQuery(
            OperationQuery.FindText(request, "actor", errors),
            OperationQuery.FindText(request, "action", errors),
            OperationQuery.FindText(request, "target", errors),
            page.After,
            page.Limit + 1);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else
            await context.AnswerPage(
                page, await actions.Find(query, context.RequestAborted), List, action => action.ActionId, Write);
    }

    static void Write(Utf8JsonWriter json, RecordedAction action)
    {
        json.WriteStartObject();
        json.WriteNumber("actionId", action.ActionId);
        json.WriteTime("at", action.At);
        json.WriteString("actor", action.Actor);
        json.WriteString("action", action.Action);
        json.WriteString("target", action.Target);
        json.WriteString("reason", action.Reason);
        json.WritePropertyName("details");
        json.WriteRawValue(action.Details ?? "null", skipInputValidation: true);
        json.WriteEndObject();
    }
}
