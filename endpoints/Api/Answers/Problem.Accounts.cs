using System.Globalization;

namespace BillingEngine.Api.Answers;

/// <summary>Why an account cannot be shown as it was.</summary>
sealed partial record Problem
{
    public static Problem AccountNotYetCreated(Guid accountId, DateTimeOffset createdAt) => new(
        404,
        ProblemCodes.AccountNotYetCreated,
        "There was no such account yet",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Account {accountId} was created at {createdAt.UtcDateTime:O}. Before that it had no balance."))
    {
        Facts = [("accountId", accountId.ToString())],
    };

    public static Problem VersionNotReached(Guid accountId, int current) => new(
        404,
        ProblemCodes.VersionNotReached,
        "The account has not come so far",
        string.Create(CultureInfo.InvariantCulture, $"Account {accountId} is at version {current}."))
    {
        Facts = [("accountId", accountId.ToString())],
    };
}
