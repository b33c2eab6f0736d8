using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/sagas and GET /v1/ops/sagas/{id}</summary>
sealed class ReadSagasEndpoint(OpenSagas sagas, SagaHistory history, SagaJson form)
{
    const string List = "sagas";

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/sagas", GetAll)
            .Describes("getSagas", "Sagas that have not ended", """
                The one that was touched longest ago comes first, each with what it waits for. A saga is stuck when it
                was not touched for longer than `olderThan`, nothing to it or from it is on its way, and either a
                message of it or of its transaction has failed (`failed_message`) or not even a timeout is to come
                (`nothing_on_its_way`).
                """)
            .TakesQuery("type", "Name of the saga, such as PaymentSaga.")
            .TakesQuery("stuck", "true: only those that are stuck.")
            .TakesQuery("olderThan", "Not touched for longer: an ISO 8601 duration. With stuck=true, PT1M by default.")
            .TakesQuery("correlation", "What it was started for: the id of a transaction.")
            .TakesPage()
            .Answers<SagasBody>(200, "A page of sagas.")
            .Refuses(400, 503);
        app.Get("/v1/ops/sagas/{id}", GetOne)
            .Describes("getSaga", "A saga, and what it has been through", """
                Each message that it handled, with its data before (null: it began) and after (null: it ended), as far
                as the traces go back. With `transactionId` a saga that has ended is shown too.
                """)
            .TakesQuery("transactionId", "The transaction that it was started for.", "uuid")
            .Answers<SagaDetailBody>(200, "The saga.")
            .Refuses(400, 404, 503);
    }

    public async Task GetAll(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(
            context.Request, errors, "type", "stuck", "olderThan", "correlation", PageRequest.LimitField,
            PageRequest.CursorField);
        var query = QueryOf(context.Request, errors);
        var page = PageRequest.FromQuery<AgeKey>(context.Request, List, errors);
        if (errors.Any)
        {
            await context.Answer(Problem.Invalid(errors));
            return;
        }

        var found = await sagas.Find(
            query, page.After is { } after ? (after.At, after.Id) : null, page.Limit + 1, context.RequestAborted);
        await context.AnswerPage(
            page, found, List, saga => new AgeKey(saga.UpdatedAt, saga.SagaId, saga.Partition), form.Write);
    }

    public async Task GetOne(HttpContext context)
    {
        var errors = new FieldErrors();
        QueryText.AllowOnly(context.Request, errors, "transactionId");
        var transaction = QueryId.Find(context.Request, "transactionId", errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (Uuid.TryParse(context.PathValue("id"), out var id))
            await Show(context, id, transaction);
        else
            await context.Answer(NotFound());
    }

    async Task Show(HttpContext context, Guid id, Guid? transaction)
    {
        var ct = context.RequestAborted;
        var open = await sagas.Find(new SagaQuery { SagaId = id }, after: null, limit: 1, ct);
        var saga = open is [var only] ? only : null;
        if (Uuid.TryParse(saga?.Correlation, out var correlation))
            transaction ??= correlation;
        var (steps, isCut) = transaction is { } known ? await history.Find(id, known, ct) : ([], false);
        if (saga is null && steps.Count == 0)
            await context.Answer(NotFound());
        else
            await context.Answer(StatusCodes.Status200OK, (id, saga, steps, isCut), form.WriteDetail);
    }

    static SagaQuery QueryOf(HttpRequest request, FieldErrors errors)
    {
        var isStuck = QueryFlag.Find(request, "stuck");
        if (isStuck is null)
            errors.Add("stuck", "must be true or false");
        var olderThan = isStuck is true ? OpenSagas.Patience : TimeSpan.Zero;
        if (QueryText.Find(request, "olderThan", errors) is { } text && !IsoDuration.TryParse(text, out olderThan))
            errors.Add("olderThan", "must be an ISO 8601 duration in weeks, days, hours, minutes and seconds");
        return new()
        {
            Saga = QueryText.Find(request, "type", errors),
            Correlation = QueryText.Find(request, "correlation", errors),
            IsStuck = isStuck is true,
            OlderThan = olderThan,
        };
    }

    static Problem NotFound() => new(
        404,
        ProblemCodes.SagaNotFound,
        "No such saga",
        "No open saga has this id. One that has ended is found by its traces: name its transactionId.");
}
