using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/bulk</summary>
sealed class BulkEndpoint(ICommandGateway gateway, IQueries queries, CurrencyRegistry currencies, ApiOptions options)
{
    readonly MovementCommands _commands = new(queries);
    readonly TransactionAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/transactions/bulk", Handle)
        .Describes("requestBulk", "Request many movements at once", $"""
            1 to {BulkItems.MaxItems} movements, each with its own key and each for
            itself: what is wrong with one is no matter of the others. The answers stand in the order of the items, each
            with the status and the content that it would have had alone.
            """)
        .Takes<BulkBody>(IdempotencyKeyUse.None)
        .Answers<BulkAnswerBody>(200, "What came of each.")
        .Refuses(400, 413, 415, 503);

    public async Task Handle(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(
            context, BulkItems.MaxBytes, (body, errors) => BulkItems.Read(body, errors, currencies)) is not { } items)
            return;
        var prepared = new List<Prepared>(items.Count);
        foreach (var item in items)
            prepared.Add(item.Request is { } request
                ? await _commands.Prepare(request, context.RequestAborted)
                : new(null, item.Problem));
        var answers = await Request(context, prepared);
        await context.Answer(StatusCodes.Status200OK, (answers, context.TraceId()), Write);
    }

    async Task<IReadOnlyList<TransactionAnswer>> Request(HttpContext context, List<Prepared> prepared)
    {
        var correlationId = context.CorrelationId();
        var commands = prepared.Select(item => item.Command).OfType<ITransactionRequest>().ToList();
        var outcomes = await gateway.RequestAll(
            commands, correlationId, Preference.Wait(context.Request, options.Wait), context.RequestAborted);
        var next = 0;
        return
        [
            .. prepared.Select(item => item.Command is { } command
                ? _answers.Requested(outcomes[next++], command, correlationId)
                : TransactionAnswer.Of(item.Problem!)),
        ];
    }

    void Write(Utf8JsonWriter json, (IReadOnlyList<TransactionAnswer> Answers, string TraceId) content)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var answer in content.Answers)
        {
            json.WriteStartObject();
            json.WriteNumber("status", answer.Status);
            _answers.Write(json, answer, content.TraceId);
            if (answer.IsReplay)
                json.WriteBoolean("replayed", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
