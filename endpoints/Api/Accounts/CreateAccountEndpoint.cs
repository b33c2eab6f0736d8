using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>POST /v1/accounts</summary>
sealed class CreateAccountEndpoint(ICommandGateway gateway, CurrencyRegistry currencies, ApiOptions options)
{
    const string Operation = "account.create";

    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/accounts", Handle)
        .Describes("createAccount", "Open an account", """
            Opens an account, by default active. With `initialBalance` it is funded by a top-up from the ledger's
            external account. Without `accountId` the id follows from ledger and idempotency key, or is random.
            """)
        .Takes<CreateAccountBody>(IdempotencyKeyUse.Optional)
        .RecordsActor()
        .Answers<AccountBody>(201, "The account.", ResponseHeaders.Location | ResponseHeaders.Replayed)
        .Answers<AccountProcessingBody>(202, "The command is durable; the account follows.", ResponseHeaders.Location)
        .Refuses(400, 409, 413, 415, 422, 503);

    public async Task Handle(HttpContext context)
    {
        if (await JsonRequest.ReadOrRefuse(context, Parse) is not { } request)
            return;
        var outcome = await gateway.Execute(
            request.Command,
            request.Identity,
            context.CorrelationId(),
            Preference.Wait(context.Request, options.Wait),
            context.RequestAborted);
        await _answers.Created(context, request.Command.AccountId, outcome);
    }

    CreateAccountRequest? Parse(Fields body)
    {
        var key = body.OptionalIdempotencyKey();
        var ledger = body.Ledger();
        var accountId = body.OptionalId("accountId");
        var currency = body.Currency(currencies);
        var account = new CreateAccount(
            accountId ?? default,
            ledger,
            body.Text("ownerId", TextRules.MaxName),
            body.Text("ownerType", TextRules.MaxName),
            body.Choice<AccountKind>("kind"),
            currency?.Code ?? default,
            body.Flag("activate", otherwise: true),
            body.OptionalLimit("minBalance", currency, mayBeNegative: true),
            body.OptionalLimit("maxBalance", currency),
            body.OptionalLimit("creditLimit", currency),
            body.OptionalNumber("kycLevel", KycLevels.Highest) ?? 0,
            body.OptionalAmount("initialBalance", currency),
            body.Metadata("metadata"),
            body.Actor());
        CheckConsistency(account, body.Errors);
        if (!body.AreValid())
            return null;

        account = account with { AccountId = accountId ?? NewId(ledger, key) };
        return new(account, key is null ? null : new(DeterministicId.Request(ledger, key), FingerprintOf(account)));
    }

    static void CheckConsistency(CreateAccount account, FieldErrors errors)
    {
        if (account.MinBalance > account.MaxBalance)
            errors.Add("minBalance", "must not be above maxBalance");
        if (account.InitialBalance > account.MaxBalance)
            errors.Add("initialBalance", "must not be above maxBalance");
        if (account.InitialBalance is not null && !account.Activate)
            errors.Add("initialBalance", "must not be given with activate false: a pending account takes no money");
    }

    static Guid NewId(string ledger, string? key) =>
        key is null ? Uuid.Random() : DeterministicId.Derive("account", ledger, key);

    static string FingerprintOf(CreateAccount account) => Fingerprint.Of(
        Operation,
        account.AccountId.ToString(),
        account.Ledger,
        account.OwnerId,
        account.OwnerType,
        account.Kind.ToString(),
        account.Currency.Value,
        account.Activate ? "true" : "false",
        Fingerprint.Part(account.MinBalance),
        Fingerprint.Part(account.MaxBalance),
        Fingerprint.Part(account.CreditLimit),
        Fingerprint.Part(account.KycLevel),
        Fingerprint.Part(account.InitialBalance),
        account.Metadata?.Value);

    sealed record CreateAccountRequest(CreateAccount Command, RequestIdentity? Identity);
}
