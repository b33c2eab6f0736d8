using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/{id}/refund</summary>
sealed class RefundEndpoint(TransactionCalls calls, IQueries queries, CurrencyRegistry currencies)
{
    const string Operation = "transaction.refund";

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/transactions/{id}/refund", Handle)
        .Describes("refundTransaction", "Refund a transaction", """
            Gives back what a completed top-up, transfer or payment moved, in part or whole, by a transaction of its
            own; as often as something is left, and never more than that.
            """)
        .Takes<RefundBody>(IdempotencyKeyUse.Required, isBodyRequired: false)
        .TakesDryRun()
        .Answers<DryRunBody>(200, "What would come of it.")
        .Answers<TransactionBody>(201, "The refund, completed.", ResponseHeaders.Location | ResponseHeaders.Replayed)
        .Answers<TransactionProcessingBody>(202, "Durable, and not finished within the wait.", ResponseHeaders.Location)
        .Refuses(400, 404, 413, 415, 422, 503);

    public async Task Handle(HttpContext context)
    {
        if (await DryRun.IsAskedOrRefuse(context) is not { } isDryRun)
            return;
        if (await PathTransaction.FindOrRefuse(context, queries) is not { } original)
            return;
        if (await JsonRequest.ReadOptionalOrRefuse(context, body => Read(body, original)) is { } command)
            await calls.Request(context, command, isDryRun);
    }

    RequestRefund? Read(Fields body, TransactionSnapshot original)
    {
        var key = body.IdempotencyKeyOfMovement();
        var amount = body.OptionalAmount("amount", PathTransaction.CurrencyOf(original, currencies));
        var reason = body.OptionalText("reason", TextRules.MaxProse);
        return body.AreValid()
            ? new(
                DeterministicId.Request(original.Ledger, key),
                key,
                original.Ledger,
                original.DestinationAccountId,
                original.SourceAccountId,
                original.Amount with { Amount = amount ?? LeftOf(original) },
                Reference: null,
                Description: reason,
                Metadata: null,
                Fingerprint.Of(Operation, original.TransactionId.ToString(), Fingerprint.Part(amount), reason),
                original.TransactionId)
            : null;
    }

    /// <summary>Where nothing is left, all of it: the domain then refuses, and that is on record.</summary>
    static decimal LeftOf(TransactionSnapshot original)
    {
        var moved = original.CapturedAmount ?? original.Amount.Amount;
        return original.RefundedAmount < moved ? moved - original.RefundedAmount : moved;
    }
}
