using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;

namespace BillingEngine.Api.Accounts;

/// <summary>POST /v1/accounts/{id}/activate, /suspend, /reactivate, /freeze, /unfreeze and /close</summary>
sealed class ChangeStatusEndpoint(AccountCommands commands, CurrencyRegistry currencies)
{
    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var change in StatusChange.All)
            Describe(app.Post(change.Route, context => Handle(context, change)), change);
    }

    static void Describe(RouteDescription route, StatusChange change)
    {
        var described = route.Describes(change.OperationId, change.Summary, $"""
            {change.Text} Repeating it on an account that is there already answers with the account and changes nothing.
            """);
        (change.IsReasonRequired
                ? described.Takes<ChangeAccountStatusBody>(IdempotencyKeyUse.Optional)
                : described.Takes<ActivateAccountBody>(IdempotencyKeyUse.Optional, isBodyRequired: false))
            .RecordsActor()
            .Answers<AccountBody>(200, "The account.", ResponseHeaders.Replayed)
            .Answers<AccountProcessingBody>(202, "The command is durable; ask for the account to see the outcome.")
            .Refuses(400, 404, 413, 415, 422, 503);
    }

    async Task Handle(HttpContext context, StatusChange change)
    {
        if (await context.AccountIdOrRefuse() is not { } accountId
            || await ChangeRequest.ReadOrRefuse(context, change.IsReasonRequired) is not { } request)
            return;
        var outcome = await commands.Execute(
            context,
            change.Command(accountId, request.Reason, request.Actor),
            request.Key,
            Fingerprint.Of(change.Operation, accountId.ToString(), request.Reason));
        await _answers.Changed(context, accountId, outcome);
    }
}
