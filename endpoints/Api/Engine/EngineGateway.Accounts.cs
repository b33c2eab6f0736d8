using System.Diagnostics;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Engine;

sealed partial class EngineGateway
{
    public async Task<AccountOutcome> Execute(
        ICommand command, RequestIdentity? identity, string correlationId, TimeSpan wait, CancellationToken ct)
    {
        using var funding = command is CreateAccount { InitialBalance: not null } create
            ? waits.Begin(DeterministicId.InitialFunding(create.Ledger, create.AccountId))
            : null;
        var (standing, reply, isReplay) = await Ask(command, identity, correlationId, wait, ct);
        return (standing, reply) switch
        {
            (Standing.Answered, AccountCommandAccepted accepted) when funding is not null =>
                await Funded(accepted.Account, isReplay, funding, wait, ct),
            (Standing.Answered, AccountCommandAccepted accepted) =>
                new AccountOutcome.Accepted(accepted.Account, isReplay),
            (Standing.Answered, CardCommandAccepted accepted) =>
                new AccountOutcome.CardAccepted(accepted.Card, isReplay),
            (Standing.Answered, AccountCommandRefused refused) => new AccountOutcome.Refused(refused.Refusal, isReplay),
            (Standing.Answered, _) => throw NoAnswer(reply, "a command on an account"),
            (Standing.Pending, _) => new AccountOutcome.Pending(),
            (Standing.KeyReused, _) => new AccountOutcome.KeyReused(),
            (Standing.Overloaded, _) => new AccountOutcome.Overloaded(),
            (Standing.Unavailable, _) => new AccountOutcome.Unavailable(),
            _ => throw new UnreachableException($"No outcome is known to {standing}."),
        };
    }

    /// <summary>The account as its initial balance left it: the same whenever it is asked.</summary>
    static async Task<AccountOutcome> Funded(
        AccountSnapshot account, bool isReplayed, RequestWait funding, TimeSpan wait, CancellationToken ct)
    {
        if (!funding.Result.IsCompleted)
            funding.LookSoon();
        if (!await RequestSender.Within(funding.Result, wait, ct))
            return new AccountOutcome.Pending();
        return await funding.Result switch
        {
            RequestResult.Transaction { Snapshot: { Failure: { } failure } } =>
                new AccountOutcome.Refused(failure, isReplayed),
            RequestResult.Transaction { Snapshot: var topup } => new AccountOutcome.Accepted(
                account with
                {
                    Balance = account.Balance + topup.Amount.Amount,
                    Available = account.Available + topup.Amount.Amount,
                    Version = account.Version + 1,
                    UpdatedAt = topup.CompletedAt ?? account.UpdatedAt,
                },
                isReplayed),
            _ => new AccountOutcome.Pending(),
        };
    }
}
