using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts/{id}/balance</summary>
sealed class ReadBalanceEndpoint(
    IQueries queries, IAccountHistory history, CurrencyRegistry currencies, TimeProvider time)
{
    readonly AccountAnswers _answers = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/balance", GetBalance)
        .Describes("getBalance", "A balance", """
            As it stands, or as it was at a time or a version: then it is folded from the account's events. `available`
            is what could be spent: `balance` less `held`. `asOf` is the time that was asked for, or when the version
            came about.
            """)
        .TakesQuery(Moment.AtField, "As it was at this time: what was recorded at that very time counts.", "date-time")
        .TakesQuery(Moment.VersionField, "As this version left it, from 1.")
        .Answers<BalanceBody>(200, "The balance.")
        .Refuses(400, 404, 503);

    public async Task GetBalance(HttpContext context)
    {
        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        QueryText.AllowOnly(context.Request, errors, Moment.AtField, Moment.VersionField);
        var moment = Moment.FromQuery(context.Request, now, errors);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (await context.AccountOrRefuse(queries) is { } account)
            await Answer(context, account, moment, now);
    }

    Task Answer(HttpContext context, AccountSnapshot account, Moment moment, DateTimeOffset now) => moment switch
    {
        { At: { } at } => AnswerAt(context, account, at),
        { Version: { } version } => AnswerVersion(context, account, version),
        _ => _answers.Balance(context, account, now),
    };

    async Task AnswerAt(HttpContext context, AccountSnapshot account, DateTimeOffset at)
    {
        var version = await history.VersionAt(account.AccountId, at, context.RequestAborted);
        if (await history.Find(account.AccountId, version, context.RequestAborted) is { } found)
            await _answers.Balance(context, found, at);
        else
            await context.Answer(Problem.AccountNotYetCreated(account.AccountId, account.CreatedAt));
    }

    async Task AnswerVersion(HttpContext context, AccountSnapshot account, int version)
    {
        if (version > account.Version)
            await context.Answer(Problem.VersionNotReached(account.AccountId, account.Version));
        else if (await history.Find(account.AccountId, version, context.RequestAborted) is { } found)
            await _answers.Balance(context, found, found.UpdatedAt);
        else
            await context.Answer(Problem.AccountNotYetCreated(account.AccountId, account.CreatedAt));
    }
}
