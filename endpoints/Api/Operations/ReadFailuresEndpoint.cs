using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/messages and GET /v1/ops/messages/{id}</summary>
sealed class ReadFailuresEndpoint(FailedMessages messages, CurrencyRegistry currencies)
{
    const string List = "messages";

    static readonly string[] Known =
    [
        "status", "type", "endpoint", "accountId", "transactionId", "groupId", "conversationId", "from", "to", "text",
        PageRequest.LimitField, PageRequest.CursorField,
    ];

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/messages", GetMessages)
            .Describes("getFailedMessages", "Failed messages", """
                Messages that failed for good, what failed last first. A message that failed at two endpoints is there
                twice, so `id` is the message's id and the partition where it failed.
                """)
            .TakesQuery("status", "failed, retrying, resolved, archived: one or more; else failed and retrying.")
            .TakesQuery("type", "Stable name of the contract.")
            .TakesQuery("endpoint", "Where it failed.")
            .TakesQuery("accountId", "Only what is about this account.", "uuid")
            .TakesQuery("transactionId", "Only what is about this transaction.", "uuid")
            .TakesQuery("groupId", "Only failures with this cause.", "uuid")
            .TakesQuery("conversationId", "Only what came of this request.", "uuid")
            .TakesQuery("from", "Only what failed from this time on.", "date-time")
            .TakesQuery("to", "Only what failed before this time.", "date-time")
            .TakesQuery("text", "In exception, type, body or headers; in ASCII, upper and lower case are the same.")
            .TakesPage()
            .Answers<FailedMessagesBody>(200, "A page of failed messages.")
            .Refuses(400, 503);
        app.Get("/v1/ops/messages/{id}", GetMessage)
            .Describes("getFailedMessage", "A failed message", """
                The message whole, with the exception and all that operators edited. The id of the message alone will do
                when it failed in one place only.
                """)
            .Answers<FailedMessageDetailBody>(200, "The message.")
            .Refuses(404, 409, 503);
    }

    async Task GetMessages(HttpContext context)
    {
        var errors = new FieldErrors();
        var page = PageRequest.FromQuery<FailurePosition>(context.Request, List, errors);
        var query = Read(context.Request, page, errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else
            await context.AnswerPage(
                page,
                await messages.Find(query, context.RequestAborted),
                List,
                row => new FailurePosition(row.FailedAt, row.Key),
                (json, row) => FailureJson.Write(json, row, currencies));
    }

    async Task GetMessage(HttpContext context)
    {
        if (await context.FailureOrRefuse(messages) is { } found)
            await context.Answer(
                StatusCodes.Status200OK, found, (json, detail) => FailureJson.Write(json, detail, currencies));
    }

    static FailureQuery Read(HttpRequest request, PageRequest<FailurePosition> page, FieldErrors errors)
    {
        OperationQuery.RefuseUnknown(request, errors, Known);
        return new()
        {
            Statuses = OperationQuery.FindStatuses(request, FailureQuery.OpenStatuses, errors),
            Type = OperationQuery.FindText(request, "type", errors),
            Endpoint = OperationQuery.FindText(request, "endpoint", errors),
            AccountId = OperationQuery.FindId(request, "accountId", errors),
            TransactionId = OperationQuery.FindId(request, "transactionId", errors),
            GroupId = OperationQuery.FindId(request, "groupId", errors),
            ConversationId = OperationQuery.FindId(request, "conversationId", errors),
            From = QueryText.FindTime(request, "from", errors),
            To = QueryText.FindTime(request, "to", errors),
            Text = OperationQuery.FindText(request, "text", errors),
            After = page.After,
            Limit = page.Limit + 1,
        };
    }
}
