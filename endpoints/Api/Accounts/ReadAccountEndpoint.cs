using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id} and GET /v1/accounts/{id}/balance</summary>
sealed class ReadAccountEndpoint(IQueries queries, CurrencyRegistry currencies, TimeProvider time)
{
    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/v1/accounts/{id}", GetAccount)
            .Describes("getAccount", "An account", "The account as it stands.")
            .Answers<AccountBody>(200, "The account.")
            .Refuses(400, 404, 503);
        app.Get("/v1/accounts/{id}/balance", GetBalance)
            .Describes("getBalance", "A balance", "`available` is what can be spent: `balance` less `held`.")
            .Answers<BalanceBody>(200, "The balance now.")
            .Refuses(400, 404, 503);
    }

    public async Task GetAccount(HttpContext context)
    {
        if (await FindOrRefuse(context) is { } account)
            await _answers.Found(context, account);
    }

    public async Task GetBalance(HttpContext context)
    {
        if (UnsupportedMoment(context.Request) is { } name)
            await context.Answer(Problem.Invalid(name, "is not supported yet: only the balance now can be asked for"));
        else if (await FindOrRefuse(context) is { } account)
            await _answers.Balance(context, account, time.GetUtcNow());
    }

    /// <summary>Null when there is no such account: then that has been answered.</summary>
    async Task<AccountSnapshot?> FindOrRefuse(HttpContext context)
    {
        var pathId = context.PathValue("id");
        var account = Uuid.TryParse(pathId, out var id) ? await queries.FindAccount(id, context.RequestAborted) : null;
        if (account is null)
            await context.Answer(Problem.AccountNotFound(pathId));
        return account;
    }

    /// <summary>Passing these over would answer another question than the one that was asked.</summary>
    static string? UnsupportedMoment(HttpRequest request) =>
        Array.Find(["at", "version"], name => request.Query.ContainsKey(name));
}
