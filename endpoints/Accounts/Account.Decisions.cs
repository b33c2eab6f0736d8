using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>The rules of an account. Pure: the state and the command decide, nothing else.</summary>
public sealed partial record Account
{
    /// <summary>A stream can hold no more than movements that were called off; then there is no account yet.</summary>
    internal bool Exists => Ledger.Length > 0;

    public Decision Create(CreateAccount command)
    {
        if (Exists)
            return Refuse(RefusalCodes.AccountExists, command.AccountId, "An account with this id exists already.");
        var created = new AccountCreated(
            command.AccountId,
            command.Ledger,
            command.OwnerId,
            command.OwnerType,
            command.Kind,
            command.Currency,
            command.MinBalance,
            command.MaxBalance,
            command.CreditLimit,
            command.KycLevel,
            command.Metadata);
        return command.Activate
            ? new Decision.Accepted(created, new AccountActivated(command.AccountId, Reason: null))
            : new Decision.Accepted(created);
    }

    public Decision Activate(ActivateAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Pending => new Decision.Accepted(new AccountActivated(command.AccountId, command.Reason)),
        AccountStatus.Active => new Decision.Accepted(),
        _ => Refuse(
            RefusalCodes.InvalidAccountState,
            command.AccountId,
            $"Only a pending account can be activated; this one is {Lower(Status)}."),
    };

    public Decision Debit(DebitAccount command)
    {
        if (RefuseMovement(command.AccountId, command.Ledger, command.Amount, command.TransactionId, MovementPart.Debit) is { } refusal)
            return refusal;
        if (Floor is { } floor && Available - command.Amount.Amount < floor)
            return InsufficientFunds(command, floor);
        return new Decision.Accepted(new AccountDebited(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance - command.Amount.Amount,
            command.CounterpartyAccountId,
            command.Reference));
    }

    public Decision Credit(CreditAccount command)
    {
        if (RefuseMovement(command.AccountId, command.Ledger, command.Amount, command.TransactionId, MovementPart.Credit) is { } refusal)
            return refusal;
        if (MaxBalance is { } limit && Balance + command.Amount.Amount > limit)
            return BalanceLimitExceeded(command, limit);
        return new Decision.Accepted(new AccountCredited(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance + command.Amount.Amount,
            command.CounterpartyAccountId,
            command.Reference));
    }

    /// <summary>Compensation restores what was, whatever the account's status and limits are by now.</summary>
    public Decision ReverseDebit(ReverseDebit command) => Exists
        ? new Decision.Accepted(new AccountDebitReversed(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance + command.Amount.Amount,
            command.Reason))
        : NotFound(command.AccountId);

    /// <summary>
    /// To be asked only when the movement has not happened. It is noted also where no account is: one could be opened
    /// before the movement's command is retried.
    /// </summary>
    public Decision Cancel(CancelMovement command) => !IsCancelled(command.TransactionId, command.Part)
        ? new Decision.Accepted(new AccountMovementCancelled(command.AccountId, command.TransactionId, command.Part))
        : new Decision.Accepted();

    Decision.Refused? RefuseMovement(Guid accountId, string ledger, Money amount, Guid transactionId, MovementPart part)
    {
        if (!Exists)
            return NotFound(accountId);
        if (Ledger != ledger)
            return Refuse(
                RefusalCodes.LedgerMismatch, accountId, $"The account is in ledger {Ledger}; money never leaves ledger {ledger}.");
        if (Currency != amount.Currency)
            return Refuse(
                RefusalCodes.CurrencyMismatch, accountId, $"The account is in {Currency}, the amount in {amount.Currency}.");
        if (IsCancelled(transactionId, part))
            return Refuse(
                RefusalCodes.ProcessingFailed, accountId, $"This {Lower(part)} was called off before and stays undone.");
        return RefuseStatus(accountId, part);
    }

    Decision.Refused? RefuseStatus(Guid accountId, MovementPart part) => Status switch
    {
        AccountStatus.Active => null,
        AccountStatus.Suspended when part == MovementPart.Credit => null,
        AccountStatus.Frozen => Refuse(RefusalCodes.AccountFrozen, accountId, "The account is frozen: no money moves."),
        AccountStatus.Closed => Refuse(RefusalCodes.AccountClosed, accountId, "The account is closed."),
        _ => Refuse(RefusalCodes.AccountNotActive, accountId, $"The account is {Lower(Status)}, not active."),
    };

    Decision.Refused InsufficientFunds(DebitAccount command, decimal floor) => new(
        new Refusal(RefusalCodes.InsufficientFunds, "The account does not have the funds.")
        {
            AccountId = command.AccountId,
            Currency = Currency,
            Requested = command.Amount.Amount,
            Available = Available - floor,
            Shortfall = command.Amount.Amount - (Available - floor),
        });

    Decision.Refused BalanceLimitExceeded(CreditAccount command, decimal limit) => new(
        new Refusal(RefusalCodes.BalanceLimitExceeded, "The account would hold more than its maximum balance.")
        {
            AccountId = command.AccountId,
            Currency = Currency,
            Requested = command.Amount.Amount,
            Available = limit - Balance,
            Limit = limit,
        });

    bool IsCancelled(Guid transactionId, MovementPart part) =>
        Cancelled.Contains(new CancelledMovement(transactionId, part));

    static Decision.Refused NotFound(Guid accountId) =>
        Refuse(RefusalCodes.AccountNotFound, accountId, "There is no account with this id.");

    static Decision.Refused Refuse(string code, Guid accountId, string detail) =>
        new(new Refusal(code, detail) { AccountId = accountId });

    static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
