using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

static class AccountPath
{
    /// <summary>The account that the path names; null when that is no id: then it has been answered.</summary>
    public static async ValueTask<Guid?> AccountIdOrRefuse(this HttpContext context)
    {
        var pathId = context.PathValue("id");
        if (Uuid.TryParse(pathId, out var accountId))
            return accountId;
        await context.Answer(Problem.AccountNotFound(pathId));
        return null;
    }

    /// <summary>
    /// The account that the path names, as it stands; null when there is none: then that has been answered.
    /// </summary>
    public static async ValueTask<AccountSnapshot?> AccountOrRefuse(this HttpContext context, IQueries queries)
    {
        var pathId = context.PathValue("id");
        var account = Uuid.TryParse(pathId, out var id) ? await queries.FindAccount(id, context.RequestAborted) : null;
        if (account is null)
            await context.Answer(Problem.AccountNotFound(pathId));
        return account;
    }

    /// <summary>The same; null, too, when all that is asked about was before there was the account.</summary>
    /// <param name="to">What is asked about ends before this time; null: it has no end.</param>
    public static async ValueTask<AccountSnapshot?> AccountOrRefuse(
        this HttpContext context, IQueries queries, DateTimeOffset? to)
    {
        if (await context.AccountOrRefuse(queries) is not { } account)
            return null;
        if (to is null || to > account.CreatedAt)
            return account;
        await context.Answer(Problem.AccountNotYetCreated(account.AccountId, account.CreatedAt));
        return null;
    }
}
