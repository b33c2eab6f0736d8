using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>POST /v1/accounts/{id}/activate</summary>
sealed class ActivateAccountEndpoint(
    ICommandGateway gateway, IQueries queries, CurrencyRegistry currencies, ApiOptions options)
{
    const string Operation = "account.activate";

    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Post("/v1/accounts/{id}/activate", Handle)
        .Describes("activateAccount", "Activate a pending account", """
            Repeating it on an active account answers with the account and changes nothing. The body may be left out.
            """)
        .Takes<ActivateAccountBody>(IdempotencyKeyUse.Optional, isBodyRequired: false)
        .Answers<AccountBody>(200, "The account.", ResponseHeaders.Replayed)
        .Answers<AccountProcessingBody>(202, "The command is durable; ask for the account to see the outcome.")
        .Refuses(400, 404, 413, 415, 422, 503);

    public async Task Handle(HttpContext context)
    {
        var pathId = context.PathValue("id");
        if (!Uuid.TryParse(pathId, out var accountId))
        {
            await context.Answer(Problem.AccountNotFound(pathId));
            return;
        }

        if (await JsonRequest.ReadOptionalOrRefuse(context, Parse) is not { } request)
            return;
        var identity = await Identify(accountId, request, context.RequestAborted);
        if (identity is null && request.Key is not null)
        {
            await context.Answer(Problem.AccountNotFound(pathId));
            return;
        }

        var outcome = await gateway.Execute(
            new ActivateAccount(accountId, request.Reason),
            identity,
            context.CorrelationId(),
            Preference.Wait(context.Request, options.Wait),
            context.RequestAborted);
        await _answers.Changed(context, accountId, outcome);
    }

    static ActivateAccountRequest? Parse(Fields body)
    {
        var key = body.OptionalIdempotencyKey();
        var reason = body.OptionalText("reason", TextRules.MaxProse);
        return body.AreValid() ? new(reason, key) : null;
    }

    /// <summary>
    /// Keys belong to a ledger, and only the account knows which is its own. Null: no key, or no account.
    /// </summary>
    async Task<RequestIdentity?> Identify(Guid accountId, ActivateAccountRequest request, CancellationToken ct)
    {
        if (request.Key is null || await queries.FindAccount(accountId, ct) is not { } account)
            return null;
        var fingerprint = Fingerprint.Of(Operation, accountId.ToString(), request.Reason);
        return new(DeterministicId.Request(account.Ledger, request.Key), fingerprint);
    }

    sealed record ActivateAccountRequest(string? Reason, string? Key);
}
