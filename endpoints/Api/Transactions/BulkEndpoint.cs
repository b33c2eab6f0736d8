using BillingEngine.Api.Admission;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/bulk</summary>
sealed class BulkEndpoint(
    TransactionCalls calls,
    IQueries queries,
    CurrencyRegistry currencies,
    AdmissionGate gate,
    AdmissionMetrics metrics)
{
    readonly MovementCommands _commands = new(queries);
    readonly BulkJson _json = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/transactions/bulk", Handle)
        .Describes("requestBulk", "Request many movements at once", $"""
            1 to {BulkItems.MaxItems} movements, each with its own key and each for itself: what is wrong with one is no
            matter of the others. The answers stand in the order of the items, each with the status and the content that
            it would have had alone. A dry run tries each item as if it came alone.
            """)
        .Takes<BulkBody>(IdempotencyKeyUse.None)
        .TakesDryRun()
        .Answers<BulkAnswerBody>(200, "What came of each.")
        .Refuses(400, 413, 415, 503);

    public async Task Handle(HttpContext context)
    {
        if (await DryRun.IsAskedOrRefuse(context) is not { } isDryRun)
            return;
        if (await JsonRequest.ReadOrRefuse(
            context, BulkItems.MaxBytes, (body, errors) => BulkItems.Read(body, errors, currencies)) is not { } items)
            return;
        var prepared = new List<Prepared>(items.Count);
        foreach (var (request, problem) in items)
            prepared.Add(request is null
                ? new(null, problem)
                : await _commands.Prepare(request, context.RequestAborted));
        if (isDryRun)
            await _json.Give(context, await Rehearse(context, prepared));
        else if (await Request(context, prepared) is { } answers)
            await _json.Give(context, answers);
        else
            await context.Answer(Problem.Overloaded());
    }

    /// <returns>Null when there is no room for so many: then none was taken in.</returns>
    async Task<IReadOnlyList<TransactionAnswer>?> Request(HttpContext context, List<Prepared> prepared)
    {
        var commands = prepared.Select(item => item.Command).OfType<ITransactionRequest>().ToList();
        if (Send(context, commands) is not { } sent)
            return null;
        var answers = new Queue<TransactionAnswer>(await sent);
        return
        [
            .. prepared.Select(item => item.Command is null ? TransactionAnswer.Of(item.Problem!) : answers.Dequeue()),
        ];
    }

    /// <summary>When this returns, all of them wait in the engine, and count there.</summary>
    Task<IReadOnlyList<TransactionAnswer>>? Send(HttpContext context, List<ITransactionRequest> commands)
    {
        using var room = gate.TryReserve(commands.Count);
        if (room is not null)
            return calls.RequestAll(context, commands);
        metrics.Shed();
        return null;
    }

    async Task<IReadOnlyList<DryRunAnswer>> Rehearse(HttpContext context, List<Prepared> prepared)
    {
        List<DryRunAnswer> answers = [];
        foreach (var (command, problem) in prepared)
            answers.Add(command is null
                ? new(TransactionAnswer.Of(problem!), [])
                : await calls.Rehearse(context, command));
        return answers;
    }
}
