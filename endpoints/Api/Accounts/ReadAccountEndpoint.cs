using BillingEngine.Api.Description;
using BillingEngine.Messages;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}</summary>
sealed class ReadAccountEndpoint(IQueries queries, CurrencyRegistry currencies)
{
    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}", GetAccount)
        .Describes("getAccount", "An account", "The account as it stands.")
        .Answers<AccountBody>(200, "The account.")
        .Refuses(400, 404, 503);

    public async Task GetAccount(HttpContext context)
    {
        if (await context.AccountOrRefuse(queries) is { } account)
            await _answers.Found(context, account);
    }
}
