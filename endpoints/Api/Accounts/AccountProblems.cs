using System.Diagnostics;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;

namespace BillingEngine.Api.Accounts;

/// <summary>Why a command to an account or card has not done what it was to do.</summary>
static class AccountProblems
{
    public static Problem ToProblem(
        this AccountOutcome outcome, Func<string, int> statusOfRefusal, CurrencyRegistry currencies) => outcome switch
        {
            AccountOutcome.Refused(var refusal, _) =>
                Problem.Refused(statusOfRefusal(refusal.Code), refusal, currencies),
            AccountOutcome.KeyReused => Problem.KeyReused(),
            AccountOutcome.Overloaded => Problem.Overloaded(),
            AccountOutcome.Unavailable => Problem.Unavailable(),
            _ => throw new UnreachableException($"{outcome} is not a problem."),
        };
}
