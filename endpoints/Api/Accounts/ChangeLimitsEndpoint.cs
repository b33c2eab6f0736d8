using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>PATCH /v1/accounts/{id}/limits</summary>
sealed class ChangeLimitsEndpoint(AccountCommands commands, IQueries queries, CurrencyRegistry currencies)
{
    const string Operation = "account.change_limits";

    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app
        .Patch("/v1/accounts/{id}/limits", Handle)
        .Describes("changeLimits", "Change the limits of an account", """
            What is left out stays as it is; null removes a limit. An account's own limit stands in place of the one
            that comes with its KYC level. A lowest balance above what the account has is refused.
            """)
        .Takes<ChangeLimitsBody>(IdempotencyKeyUse.Optional)
        .RecordsActor()
        .Answers<AccountBody>(200, "The account.", ResponseHeaders.Replayed)
        .Answers<AccountProcessingBody>(202, "The command is durable; ask for the account to see the outcome.")
        .Refuses(400, 404, 413, 415, 422, 503);

    async Task Handle(HttpContext context)
    {
        if (await context.AccountIdOrRefuse() is not { } accountId)
            return;
        // Amounts are read at the scale of the account's currency.
        if (await queries.FindAccount(accountId, context.RequestAborted) is not { } account)
            await _answers.Changed(context, accountId, AccountCommands.NotFound(accountId));
        else if (currencies.Find(account.Currency) is not { } currency)
            await context.Answer(Problem.CurrencyUnknown(account.Currency));
        else if (await JsonRequest.ReadOrRefuse(context, body => Parse(body, accountId, currency)) is { } request)
            await _answers.Changed(context, accountId, await commands.Execute(
                context, request.Command, account.Ledger, request.Key, FingerprintOf(request.Command)));
    }

    static ChangeLimitsRequest? Parse(Fields body, Guid accountId, Currency currency)
    {
        var command = new ChangeAccountLimits(
            accountId,
            body.OptionalLimit("minBalance", currency, mayBeNegative: true),
            body.OptionalLimit("maxBalance", currency),
            body.OptionalLimit("creditLimit", currency),
            body.OptionalLimit("perTransactionLimit", currency),
            body.OptionalLimit("dailyLimit", currency),
            body.OptionalNumber("kycLevel", KycLevels.Highest),
            RemovedBy(body),
            body.OptionalText("reason", TextRules.MaxProse),
            body.Actor());
        var request = new ChangeLimitsRequest(command, body.OptionalIdempotencyKey());
        if (body.IsNull("kycLevel"))
            body.Errors.Add("kycLevel", "must not be null: there is a level always");
        if (command.MinBalance > command.MaxBalance)
            body.Errors.Add("minBalance", "must not be above maxBalance");
        var isValid = body.AreValid();
        if (isValid && ChangesNothing(command))
            body.Errors.Add("body", "must name at least one limit, or kycLevel");
        return isValid ? request : null;
    }

    static AccountLimits RemovedBy(Fields body)
    {
        return Removed("minBalance", AccountLimits.MinBalance)
            | Removed("maxBalance", AccountLimits.MaxBalance)
            | Removed("creditLimit", AccountLimits.CreditLimit)
            | Removed("perTransactionLimit", AccountLimits.PerTransactionLimit)
            | Removed("dailyLimit", AccountLimits.DailyLimit);

        AccountLimits Removed(string name, AccountLimits limit) => body.IsNull(name) ? limit : AccountLimits.None;
    }

    static bool ChangesNothing(ChangeAccountLimits command) => command is
    {
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        PerTransactionLimit: null,
        DailyLimit: null,
        KycLevel: null,
        Removed: AccountLimits.None,
    };

    static string FingerprintOf(ChangeAccountLimits command) => Fingerprint.Of(
        Operation,
        command.AccountId.ToString(),
        Fingerprint.Part(command.MinBalance),
        Fingerprint.Part(command.MaxBalance),
        Fingerprint.Part(command.CreditLimit),
        Fingerprint.Part(command.PerTransactionLimit),
        Fingerprint.Part(command.DailyLimit),
        command.KycLevel is { } level ? Fingerprint.Part(level) : null,
        Fingerprint.Part((int)command.Removed),
        command.Reason);

    sealed record ChangeLimitsRequest(ChangeAccountLimits Command, string? Key);
}
