using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>Carries out commands on an account that is there already, and on its cards.</summary>
sealed class AccountCommands(ICommandGateway gateway, IQueries queries, ApiOptions options)
{
    /// <param name="key">Null: each call is a request of its own.</param>
    /// <param name="fingerprint">Of what the request asks for.</param>
    public async Task<AccountOutcome> Execute(
        HttpContext context, IAccountCommand command, string? key, string fingerprint)
    {
        if (key is null)
            return await Execute(context, command, identity: null);
        // Keys belong to a ledger, and only the account knows which is its own.
        return await queries.FindAccount(command.AccountId, context.RequestAborted) is { } account
            ? await Execute(context, command, account.Ledger, key, fingerprint)
            : NotFound(command.AccountId);
    }

    public Task<AccountOutcome> Execute(
        HttpContext context, IAccountCommand command, string ledger, string? key, string fingerprint) =>
        Execute(context, command, key is null ? null : new(DeterministicId.Request(ledger, key), fingerprint));

    Task<AccountOutcome> Execute(HttpContext context, IAccountCommand command, RequestIdentity? identity) =>
        gateway.Execute(
            command,
            identity,
            context.CorrelationId(),
            Preference.Wait(context.Request, options.Wait),
            context.RequestAborted);

    public static AccountOutcome NotFound(Guid accountId) => new AccountOutcome.Refused(
        new Refusal(RefusalCodes.AccountNotFound, "There is no account with this id.") { AccountId = accountId },
        Replayed: false);
}
