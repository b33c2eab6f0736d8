using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Transactions;

/// <summary>GET /v1/transactions/{id} and GET /v1/transactions/status/{trackingId}</summary>
sealed class ReadTransactionEndpoint(IQueries queries, CurrencyRegistry currencies)
{
    const string StatusPath = "/v1/transactions/status/";

    readonly TransactionAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/transactions/{id}", GetTransaction)
            .Describes("getTransaction", "A transaction", "The transaction as it stands, in whatever state.")
            .Answers<TransactionBody>(200, "The transaction.")
            .Refuses(400, 404, 503);
        app.Get(StatusPath + "{trackingId}", GetByTrackingId)
            .Describes("getTransactionByTrackingId", "A transaction by its idempotency key", """
                For whoever lost the answer: finds the transaction by the key under which it was requested.
                """)
            .TakesQuery(LedgerName.Field, "The ledger that the key belongs to; main, if left out.")
            .Answers<TransactionBody>(200, "The transaction.")
            .Refuses(400, 404, 503);
    }

    public Task GetTransaction(HttpContext context)
    {
        var pathId = context.PathValue("id");
        return Uuid.TryParse(pathId, out var id)
            ? AnswerFound(context, id, pathId)
            : context.Answer(Problem.TransactionNotFound(pathId));
    }

    public Task GetByTrackingId(HttpContext context)
    {
        var errors = new FieldErrors();
        if (LedgerName.FromQuery(context.Request, errors) is not { } ledger)
            return context.Answer(Problem.Invalid(errors));
        var trackingId = context.RawPathAfter(StatusPath) ?? context.PathValue("trackingId");
        return IdempotencyKey.IsValid(trackingId)
            ? AnswerFound(context, DeterministicId.Request(ledger, trackingId), trackingId)
            : context.Answer(Problem.TransactionNotFound(trackingId));
    }

    async Task AnswerFound(HttpContext context, Guid id, string asked)
    {
        if (await queries.FindTransaction(id, context.RequestAborted) is { } transaction)
            await _answers.Found(context, transaction);
        else
            await context.Answer(Problem.TransactionNotFound(asked));
    }
}
