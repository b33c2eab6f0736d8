using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Conversations;

/// <summary>GET /v1/ops/conversations/{id} and GET /v1/transactions/{id}/trace</summary>
sealed class ReadConversationEndpoint(IConversations conversations, IQueries queries, IReplays engine)
{
    readonly ConversationJson _json = new(engine);

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/ops/conversations/{id}", GetConversation)
            .Describes("getConversation", "A conversation", """
                All messages that have to do with each other, in the order in which they were first taken up: what
                caused each, how it was handled, the events that it appended, the sagas that it changed, what waits
                still, and what has failed. A conversation that is not traced is found while one of its messages
                waits, or is among the failed ones.
                """)
            .Answers<ConversationBody>(200, "The conversation.")
            .Refuses(400, 404, 503);
        app.Get("/v1/transactions/{id}/trace", GetTrace)
            .Describes("getTransactionTrace", "How a transaction came about", """
                The conversations of the transaction: its request, and each order to it. What was not sampled, or is
                older than traces are kept, is told by its events alone: then traced is false.
                """)
            .Answers<TransactionTraceBody>(200, "Its conversations, in the order of their time.")
            .Refuses(400, 404, 503);
    }

    public async Task GetConversation(HttpContext context)
    {
        var pathId = context.PathValue("id");
        if (Uuid.TryParse(pathId, out var id)
            && await conversations.Find(id, context.RequestAborted) is { Conversations: [var found] } all)
            await context.Answer(StatusCodes.Status200OK, (found, all.IsCut), _json.WriteWhole);
        else
            await context.Answer(Problem.ConversationNotFound(pathId));
    }

    public async Task GetTrace(HttpContext context)
    {
        var pathId = context.PathValue("id");
        if (Uuid.TryParse(pathId, out var id) && await FindTrace(id, context.RequestAborted) is { } found)
            await context.Answer(StatusCodes.Status200OK, (id, found), _json.WriteTrace);
        else
            await context.Answer(Problem.TransactionNotFound(pathId));
    }

    /// <summary>A request that has failed is on record among the failed messages only.</summary>
    async Task<FoundConversations?> FindTrace(Guid id, CancellationToken ct)
    {
        var isTransaction = await queries.FindTransaction(id, ct) is not null;
        var found = await conversations.OfTransaction(id, ct);
        return isTransaction || found.Conversations.Any(one => one.Failures.Count > 0) ? found : null;
    }
}
