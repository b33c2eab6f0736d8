using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/topup, /withdrawal, /transfer and /payment</summary>
sealed class MovementEndpoint(TransactionCalls calls, IQueries queries, CurrencyRegistry currencies)
{
    const string OnRecord = """
        After 201, 202, and 422 with a `transactionId`, the command is on record and reaches exactly one final state;
        repeating it under the same key gives the same answer.
        """;

    readonly MovementCommands _commands = new(queries);

    public void Map(IEndpointRouteBuilder app)
    {
        Map<TopupBody>(app, MovementType.Topup, "Completed.").Describes("requestTopup", "Top up a wallet", $"""
            Moves money from the world outside (an external account) to a wallet. {OnRecord}
            """);
        Map<WithdrawalBody>(app, MovementType.Withdrawal, "Completed.").Describes(
            "requestWithdrawal", "Withdraw from a wallet", $"""
            Moves money from a wallet to the world outside (an external account), with the fee on top. {OnRecord}
            """);
        Map<TransferBody>(app, MovementType.Transfer, "Completed.").Describes(
            "requestTransfer", "Transfer from a wallet to another", $"""
            Moves money from one wallet to another, with the fee on top. {OnRecord}
            """);
        Map<PaymentBody>(app, MovementType.Payment, "Completed, or authorized if the capture is manual.").Describes(
            "requestPayment", "Pay a merchant", $"""
            Holds money of a wallet, or of a card's wallet, for a merchant. With `capture` automatic it is taken at
            once; with manual it waits for the capture, for a void, or until it expires. {OnRecord}
            """);
    }

    RouteDescription Map<TBody>(IEndpointRouteBuilder app, MovementType type, string success) => app
        .Post($"/v1/transactions/{type.ToString().ToLowerInvariant()}", context => Handle(context, type))
        .Takes<TBody>(IdempotencyKeyUse.Required)
        .TakesDryRun()
        .Answers<DryRunBody>(200, "What would come of it.")
        .Answers<TransactionBody>(201, success, ResponseHeaders.Location | ResponseHeaders.Replayed)
        .Answers<TransactionProcessingBody>(202, "Durable, and not finished within the wait.", ResponseHeaders.Location)
        .Refuses(400, 413, 415, 422, 503);

    async Task Handle(HttpContext context, MovementType type)
    {
        if (await DryRun.IsAskedOrRefuse(context) is not { } isDryRun)
            return;
        var request = await JsonRequest.ReadOrRefuse(context, body => MovementRequest.Read(type, body, currencies));
        if (request is null)
            return;
        var (command, problem) = await _commands.Prepare(request, context.RequestAborted);
        if (command is null)
            await context.Answer(problem!);
        else
            await calls.Request(context, command, isDryRun);
    }
}
