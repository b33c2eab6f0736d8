using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;

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
}
