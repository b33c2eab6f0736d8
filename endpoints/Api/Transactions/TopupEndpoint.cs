using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>POST /v1/transactions/topup</summary>
sealed class TopupEndpoint(ICommandGateway gateway, CurrencyRegistry currencies, ApiOptions options)
{
    const string Operation = "transaction.topup";

    readonly TransactionAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/transactions/topup", Handle)
        .Describes("requestTopup", "Top up a wallet", """
            Moves money from the world outside (an external account) to a wallet. After 201, 202, and 422 with a
            `transactionId`, the command is on record and reaches exactly one final state; repeating it under the same
            key gives the same answer.
            """)
        .Takes<TopupBody>(IdempotencyKeyUse.Required)
        .Answers<TransactionBody>(201, "Completed.", ResponseHeaders.Location | ResponseHeaders.Replayed)
        .Answers<TransactionProcessingBody>(202, "Durable, and not finished within the wait.", ResponseHeaders.Location)
        .Refuses(400, 413, 415, 422, 503);

    public async Task Handle(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, Parse) is not { } command)
            return;
        if (command.SourceAccountId == command.DestinationAccountId)
        {
            await context.Answer(Problem.SameAccount(command.DestinationAccountId));
            return;
        }

        var outcome = await gateway.Request(
            command,
            context.CorrelationId(),
            Preference.Wait(context.Request, options.Wait),
            context.RequestAborted);
        await _answers.Requested(context, command.TrackingId, outcome);
    }

    RequestTopup? Parse(Fields body)
    {
        var key = body.IdempotencyKeyOfMovement();
        var ledger = body.Ledger();
        var currency = body.Currency(currencies);
        var amount = body.Amount("amount", currency);
        var source = body.OptionalId("sourceAccountId");
        var destination = body.Id("destinationAccountId");
        var reference = body.OptionalText("reference", TextRules.MaxName);
        var description = body.OptionalText("description", TextRules.MaxProse);
        var metadata = body.Metadata("metadata");
        if (!body.AreValid() || currency is null || amount is null)
            return null;

        var command = new RequestTopup(
            DeterministicId.Request(ledger, key),
            key,
            ledger,
            source ?? DeterministicId.ExternalAccount(ledger, currency.Code),
            destination,
            new Money(amount.Value, currency.Code),
            reference,
            description,
            metadata,
            Fingerprint: "");
        return command with { Fingerprint = FingerprintOf(command) };
    }

    static string FingerprintOf(RequestTopup command) => Fingerprint.Of(
        Operation,
        command.Ledger,
        command.SourceAccountId.ToString(),
        command.DestinationAccountId.ToString(),
        Fingerprint.Part(command.Amount.Amount),
        command.Amount.Currency.Value,
        command.Reference,
        command.Description,
        command.Metadata?.Value);
}
