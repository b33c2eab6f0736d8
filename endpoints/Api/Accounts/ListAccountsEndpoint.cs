using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Accounts;

/// <summary>GET /v1/accounts</summary>
sealed class ListAccountsEndpoint(IAccountLists lists, CurrencyRegistry currencies)
{
    const string List = "accounts";
    const int LongestCode = 12;

    readonly AccountJson _json = new(currencies);

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts", GetAccounts)
        .Describes("getAccounts", "Accounts", "The accounts of a ledger, newest first.")
        .TakesQuery(LedgerName.Field, $"Of this ledger; else of \"{LedgerName.Default}\".")
        .TakesQuery("ownerId", "Only accounts of this owner.")
        .TakesQuery("kind", "Only accounts of this kind.")
        .TakesQuery("status", "Only accounts that have this status.")
        .TakesQuery("currency", "Only accounts in this currency.")
        .TakesPage()
        .Answers<AccountsBody>(200, "A page of accounts.")
        .Refuses(400, 503);

    public async Task GetAccounts(HttpContext context)
    {
        var (request, errors) = (context.Request, new FieldErrors());
        QueryText.AllowOnly(
            request,
            errors,
            LedgerName.Field,
            "ownerId",
            "kind",
            "status",
            "currency",
            PageRequest.LimitField,
            PageRequest.CursorField);
        var page = PageRequest.FromQuery<AccountPosition>(request, List, errors);
        var query = new AccountListQuery(
            LedgerName.FromQuery(request, errors) ?? "",
            FindText(request, "ownerId", TextRules.MaxName, errors),
            QueryChoice.Find<AccountKind>(request, "kind", errors),
            QueryChoice.Find<AccountStatus>(request, "status", errors),
            FindText(request, "currency", LongestCode, errors) is { } code ? new CurrencyCode(code) : null,
            page.After is { } after ? (after.CreatedAt, after.AccountId) : null,
            page.Limit + 1);
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else
            await context.AnswerPage(
                page,
                await lists.FindAccounts(query, context.RequestAborted),
                List,
                account => new AccountPosition(account.CreatedAt, account.AccountId),
                _json.Write);
    }

    static string? FindText(HttpRequest request, string name, int maximum, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (TextRules.FaultOf(text, maximum) is { } fault)
            errors.Add(name, fault);
        return text;
    }
}
