using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Api.Events;

/// <summary>
/// Where the events of an account or a transaction are. What a transaction does to an account happens under a key that
/// follows from both, so no log is searched for it.
/// </summary>
sealed class EventScopes(IQueries queries)
{
    static readonly MovementPart[] OnAccounts =
        [MovementPart.Debit, MovementPart.Credit, MovementPart.Fee, MovementPart.Hold];

    public async Task<LogScope> Of(Guid? accountId, Guid? transactionId, CancellationToken ct)
    {
        if (transactionId is not { } id)
            return accountId is { } only ? new LogScope.OneSubject(only) : LogScope.All;
        var accounts = accountId is { } one ? [one] : AccountsOf(await queries.FindTransaction(id, ct));
        return new LogScope.Movement(accountId is null ? id : null, accounts, KeysOf(id));
    }

    static IReadOnlyList<Guid> AccountsOf(TransactionSnapshot? transaction) => transaction is null
        ? []
        :
        [
            transaction.SourceAccountId,
            transaction.DestinationAccountId,
            DeterministicId.FeeAccount(transaction.Ledger, transaction.Amount.Currency),
        ];

    static IReadOnlyList<Guid> KeysOf(Guid transactionId) =>
    [
        .. OnAccounts.Select(part => MovementKey.Of(transactionId, part, isReversal: false)),
        .. OnAccounts.Select(part => MovementKey.Of(transactionId, part, isReversal: true)),
    ];
}
