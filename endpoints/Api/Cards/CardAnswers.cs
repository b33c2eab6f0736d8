using BillingEngine.Api.Accounts;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Cards;

/// <summary>From what came of a command to a card to the answer.</summary>
sealed class CardAnswers(CurrencyRegistry currencies)
{
    /// <param name="lifetime">The member that says when the card's time is over.</param>
    public Task Issued(HttpContext context, Guid accountId, Guid cardId, string lifetime, AccountOutcome outcome)
    {
        if (outcome is AccountOutcome.CardAccepted or AccountOutcome.Pending)
            context.Locate($"accounts/{accountId}/cards", cardId);
        if (outcome is not AccountOutcome.Refused({ Code: RefusalCodes.CardExpired }, var isReplay))
            return Answer(context, accountId, cardId, outcome, StatusCodes.Status201Created);
        context.MarkReplay(isReplay);
        return context.Answer(Problem.Invalid(lifetime, "must end in the future"));
    }

    public Task Changed(HttpContext context, Guid accountId, Guid cardId, AccountOutcome outcome) =>
        Answer(context, accountId, cardId, outcome, StatusCodes.Status200OK);

    Task Answer(HttpContext context, Guid accountId, Guid cardId, AccountOutcome outcome, int accepted)
    {
        context.MarkReplay(outcome.IsReplay);
        return outcome switch
        {
            AccountOutcome.CardAccepted(var card, _) => context.Answer(accepted, card, CardJson.Write),
            AccountOutcome.Pending => context.Answer(
                202, (accountId, cardId, context.CorrelationId()), CardJson.WriteProcessing),
            _ => context.Answer(outcome.ToProblem(StatusOfRefusal, currencies)),
        };
    }

    static int StatusOfRefusal(string code) =>
        code is RefusalCodes.AccountNotFound or RefusalCodes.CardNotFound ? 404 : 422;
}
