using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>What money may come and go: the state, the command, the limits and the time decide, nothing else.</summary>
public sealed partial record Account
{
    public Decision Debit(DebitAccount command, LimitSchedule limits, DateTimeOffset now)
    {
        var amount = command.Amount.Amount;
        var refusal =
            RefuseMovement(command.AccountId, command.Ledger, command.Amount, command.TransactionId, command.Part)
            ?? RefuseStatus(command.AccountId, takesMoney: true)
            ?? (command.IsReturn
                ? null
                : RefuseSpending(command.AccountId, amount, amount, KycOf(limits), DayOf(now)))
            ?? RefuseFunds(command.AccountId, amount);
        return (Decision?)refusal ?? new Decision.Accepted(new AccountDebited(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance - amount,
            command.CounterpartyAccountId,
            command.Reference,
            Part: command.Part == MovementPart.Debit ? null : command.Part,
            IsReturn: command.IsReturn ? true : null));
    }

    public Decision Credit(CreditAccount command, LimitSchedule limits)
    {
        var refusal =
            RefuseMovement(command.AccountId, command.Ledger, command.Amount, command.TransactionId, command.Part)
            ?? RefuseStatus(command.AccountId, takesMoney: false)
            ?? RefuseBalance(command.AccountId, command.Amount.Amount, KycOf(limits));
        return (Decision?)refusal ?? new Decision.Accepted(new AccountCredited(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance + command.Amount.Amount,
            command.CounterpartyAccountId,
            command.Reference,
            command.Part == MovementPart.Credit ? null : command.Part));
    }

    public Decision Place(PlaceHold command, LimitSchedule limits, DateTimeOffset now)
    {
        if (Holds.ContainsKey(command.TransactionId))
            return Unchanged;
        var amount = command.Amount.Amount;
        var rule = command.Fees?.RuleFor(Kind);
        var fee = rule is null ? 0m : FeeCharge.Of(rule, amount);
        var refusal =
            RefuseMovement(command.AccountId, command.Ledger, command.Amount, command.TransactionId, MovementPart.Hold)
            ?? RefuseStatus(command.AccountId, takesMoney: true)
            ?? RefuseCard(command.AccountId, command.CardId, now)
            ?? RefuseSpending(command.AccountId, amount, amount + fee, KycOf(limits), DayOf(now))
            ?? RefuseFunds(command.AccountId, amount + fee);
        return (Decision?)refusal ?? new Decision.Accepted(new AccountHoldPlaced(
            command.AccountId,
            command.TransactionId,
            command.Amount with { Amount = amount + fee },
            HeldAfter: Held + amount + fee,
            command.CounterpartyAccountId,
            command.Reference,
            command.ExpiresAt,
            rule is null ? null : fee,
            rule,
            command.CardId));
    }

    /// <summary>A suspended account gives what it promised before; a frozen one does not.</summary>
    public Decision Capture(CaptureHold command, DateTimeOffset now)
    {
        if (!Exists)
            return NotFound(command.AccountId);
        if (Cancelled.Contains(new CancelledMovement(command.TransactionId, MovementPart.Debit)))
            return Refuse(
                RefusalCodes.ProcessingFailed,
                command.AccountId,
                "This capture was called off before and stays undone.");
        if (!Holds.TryGetValue(command.TransactionId, out var hold) || now >= hold.ExpiresAt)
            return Refuse(
                RefusalCodes.ReservationExpired,
                command.AccountId,
                "The money is not held any more: the hold has ended.");
        if (Status is AccountStatus.Frozen or AccountStatus.Closed)
            return RefuseStatus(command.AccountId, takesMoney: true)!;
        var amount = command.Amount.Amount;
        var held = hold.Amount - hold.Fee;
        if (amount > held)
            return LimitExceeded(
                RefusalCodes.TransactionNotCapturable,
                command.AccountId,
                "what is held for this transaction",
                amount,
                held,
                held);
        var fee = hold.FeeRule is { } rule ? Math.Min(FeeCharge.Of(rule, amount), hold.Amount - amount) : 0m;
        return new Decision.Accepted(new AccountDebited(
            command.AccountId,
            command.TransactionId,
            command.Amount with { Amount = amount + fee },
            BalanceAfter: Balance - amount - fee,
            command.CounterpartyAccountId,
            command.Reference,
            HeldAfter: Held - hold.Amount,
            hold.FeeRule is { } charged && fee > 0 ? new ChargedFee(fee, charged.ReturnedOnRefund) : null));
    }

    public Decision Release(ReleaseHold command) => Holds.TryGetValue(command.TransactionId, out var hold)
        ? new Decision.Accepted(new AccountHoldReleased(
            command.AccountId,
            command.TransactionId,
            new Money(hold.Amount, Currency),
            HeldAfter: Held - hold.Amount,
            command.Reason))
        : Unchanged;

    public Decision Expire(ExpireHold command) => Holds.TryGetValue(command.TransactionId, out var hold)
        ? new Decision.Accepted(new AccountHoldExpired(
            command.AccountId, command.TransactionId, new Money(hold.Amount, Currency), HeldAfter: Held - hold.Amount))
        : Unchanged;

    /// <summary>Compensation restores what was, whatever the account's status and limits are by now.</summary>
    public Decision ReverseDebit(ReverseDebit command) => Exists
        ? new Decision.Accepted(new AccountDebitReversed(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance + command.Amount.Amount,
            command.Reason,
            command.Part == MovementPart.Debit ? null : command.Part,
            command.SpentOn))
        : NotFound(command.AccountId);

    /// <summary>As <see cref="ReverseDebit(Messages.Accounts.ReverseDebit)"/>, the other way round.</summary>
    public Decision ReverseCredit(ReverseCredit command) => Exists
        ? new Decision.Accepted(new AccountCreditReversed(
            command.AccountId,
            command.TransactionId,
            command.Amount,
            BalanceAfter: Balance - command.Amount.Amount,
            command.Reason,
            command.Part))
        : NotFound(command.AccountId);

    /// <summary>
    /// To be asked only when the movement has not happened. It is noted also where no account is: one could be opened
    /// before the movement's command is retried.
    /// </summary>
    public Decision Cancel(CancelMovement command) =>
        Cancelled.Contains(new CancelledMovement(command.TransactionId, command.Part))
            ? Unchanged
            : new Decision.Accepted(
                new AccountMovementCancelled(command.AccountId, command.TransactionId, command.Part));

    KycLimits KycOf(LimitSchedule limits) => limits.Of(Kind, KycLevel, Currency);
}
