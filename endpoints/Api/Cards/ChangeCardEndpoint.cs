using BillingEngine.Api.Accounts;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Cards;

/// <summary>POST /v1/accounts/{id}/cards/{cardId}/activate, /suspend and /expire</summary>
sealed class ChangeCardEndpoint(AccountCommands commands, CurrencyRegistry currencies)
{
    readonly CardAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var change in CardChange.All)
        {
            app.Post(change.Route, context => Handle(context, change))
                .Describes(change.OperationId, change.Summary, $"""
                    {change.Text} Repeating it on a card that is there already answers with the card and changes
                    nothing. The body may be left out.
                    """)
                .Takes<ChangeCardBody>(IdempotencyKeyUse.Optional, isBodyRequired: false)
                .RecordsActor()
                .Answers<CardBody>(200, "The card.", ResponseHeaders.Replayed)
                .Answers<CardProcessingBody>(202, "The command is durable; ask for the card to see the outcome.")
                .Refuses(400, 404, 413, 415, 422, 503);
        }
    }

    async Task Handle(HttpContext context, CardChange change)
    {
        if (await context.AccountIdOrRefuse() is not { } accountId)
            return;
        var pathCard = context.PathValue("cardId");
        if (!Uuid.TryParse(pathCard, out var cardId))
            await context.Answer(Problem.CardNotFound(pathCard));
        else if (await ChangeRequest.ReadOrRefuse(context, isReasonRequired: false) is { } request)
            await _answers.Changed(context, accountId, cardId, await commands.Execute(
                context,
                change.Command(accountId, cardId, request.Reason, request.Actor),
                request.Key,
                Fingerprint.Of(change.Operation, accountId.ToString(), cardId.ToString(), request.Reason)));
    }
}
