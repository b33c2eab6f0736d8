using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/{id}/capture and /void: what becomes of the money that a payment holds.</summary>
sealed class CaptureEndpoint(TransactionCalls calls, IQueries queries, CurrencyRegistry currencies)
{
    const string CaptureOperation = "transaction.capture";
    const string VoidOperation = "transaction.void";

    public void Map(IEndpointRouteBuilder app)
    {
        app.Post("/v1/transactions/{id}/capture", Capture)
            .Describes("capturePayment", "Capture an authorized payment", """
                Takes what the payment holds, or a part of it; the rest is released. Once only.
                """)
            .Takes<CaptureBody>(IdempotencyKeyUse.Required, isBodyRequired: false)
            .TakesDryRun()
            .Answers<DryRunBody>(200, "What would come of it.")
            .Answers<TransactionBody>(201, "Completed.", ResponseHeaders.Location | ResponseHeaders.Replayed)
            .Answers<TransactionProcessingBody>(202, "Durable, and not finished in time.", ResponseHeaders.Location)
            .Refuses(400, 404, 413, 415, 422, 503);
        app.Post("/v1/transactions/{id}/void", Void)
            .Describes("voidPayment", "Release an authorized payment", """
                Releases what the payment holds. Repeating it answers with the payment and changes nothing. A dry run is
                answered as everywhere.
                """)
            .Takes<VoidBody>(IdempotencyKeyUse.Optional, isBodyRequired: false)
            .TakesDryRun()
            .Answers<TransactionBody>(200, "Voided.", ResponseHeaders.Location | ResponseHeaders.Replayed)
            .Answers<TransactionProcessingBody>(202, "Durable, and not finished in time.", ResponseHeaders.Location)
            .Refuses(400, 404, 413, 415, 422, 503);
    }

    public Task Capture(HttpContext context) => Handle(context, ReadCapture, StatusCodes.Status201Created);

    public Task Void(HttpContext context) => Handle(context, ReadVoid, StatusCodes.Status200OK);

    async Task Handle(HttpContext context, Func<Fields, TransactionSnapshot, PaymentOrder?> read, int succeeded)
    {
        if (await DryRun.IsAskedOrRefuse(context) is not { } isDryRun)
            return;
        if (await PathTransaction.FindOrRefuse(context, queries) is not { } payment)
            return;
        if (await JsonRequest.ReadOptionalOrRefuse(context, body => read(body, payment)) is { } order)
            await calls.Order(context, payment, order, succeeded, isDryRun);
    }

    PaymentOrder? ReadCapture(Fields body, TransactionSnapshot payment)
    {
        var key = body.IdempotencyKeyOfMovement();
        var amount = body.OptionalAmount("amount", PathTransaction.CurrencyOf(payment, currencies));
        if (!body.AreValid())
            return null;
        var id = payment.TransactionId;
        return new(
            new CapturePayment(id, amount),
            new(
                DeterministicId.Request(payment.Ledger, key),
                Fingerprint.Of(CaptureOperation, id.ToString(), Fingerprint.Part(amount))));
    }

    static PaymentOrder? ReadVoid(Fields body, TransactionSnapshot payment)
    {
        var key = body.OptionalIdempotencyKey();
        var reason = body.OptionalText("reason", TextRules.MaxProse);
        if (!body.AreValid())
            return null;
        var id = payment.TransactionId;
        return new(
            new VoidPayment(id, reason),
            key is null
                ? null
                : new(
                    DeterministicId.Request(payment.Ledger, key),
                    Fingerprint.Of(VoidOperation, id.ToString(), reason)));
    }
}
