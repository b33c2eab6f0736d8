using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>From what came of a command to an account to the answer.</summary>
sealed class AccountAnswers(CurrencyRegistry currencies)
{
    readonly AccountJson _json = new(currencies);

    public Task Created(HttpContext context, Guid accountId, AccountOutcome outcome)
    {
        if (outcome is AccountOutcome.Accepted or AccountOutcome.Pending)
            context.Locate("accounts", accountId);
        return Answer(context, accountId, outcome, StatusCodes.Status201Created, StatusOfRefusedCreation);
    }

    public Task Changed(HttpContext context, Guid accountId, AccountOutcome outcome) =>
        Answer(context, accountId, outcome, StatusCodes.Status200OK, StatusOfRefusedChange);

    public Task Found(HttpContext context, AccountSnapshot account) =>
        context.Answer(StatusCodes.Status200OK, account, _json.Write);

    public Task Balance(HttpContext context, AccountSnapshot account, DateTimeOffset asOf) =>
        context.Answer(StatusCodes.Status200OK, (account, asOf), _json.WriteBalance);

    Task Answer(
        HttpContext context, Guid accountId, AccountOutcome outcome, int accepted, Func<string, int> statusOfRefusal)
    {
        context.MarkReplay(outcome.IsReplay);
        return outcome switch
        {
            AccountOutcome.Accepted(var account, _) => context.Answer(accepted, account, _json.Write),
            AccountOutcome.Pending => context.Answer(
                202, (accountId, context.CorrelationId()), AccountJson.WriteProcessing),
            _ => context.Answer(outcome.ToProblem(statusOfRefusal, currencies)),
        };
    }

    static int StatusOfRefusedCreation(string code) => code is RefusalCodes.AccountExists ? 409 : 422;

    static int StatusOfRefusedChange(string code) => code is RefusalCodes.AccountNotFound ? 404 : 422;
}
