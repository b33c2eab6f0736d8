using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>From pending to closed: the rules of an account's status and limits.</summary>
public sealed partial record Account
{
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
            command.Metadata,
            command.Actor);
        return command.Activate
            ? new Decision.Accepted(created, new AccountActivated(command.AccountId, Reason: null, command.Actor))
            : new Decision.Accepted(created);
    }

    public Decision Activate(ActivateAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Pending => new Decision.Accepted(
            new AccountActivated(command.AccountId, command.Reason, command.Actor)),
        AccountStatus.Active => Unchanged,
        _ => InvalidState(command.AccountId, "Only a pending account can be activated"),
    };

    public Decision Suspend(SuspendAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Active => new Decision.Accepted(
            new AccountSuspended(command.AccountId, command.Reason, command.Actor)),
        AccountStatus.Suspended => Unchanged,
        _ => InvalidState(command.AccountId, "Only an active account can be suspended"),
    };

    public Decision Reactivate(ReactivateAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Suspended => new Decision.Accepted(
            new AccountReactivated(command.AccountId, command.Reason, command.Actor)),
        AccountStatus.Active => Unchanged,
        _ => InvalidState(command.AccountId, "Only a suspended account can be reactivated"),
    };

    public Decision Freeze(FreezeAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Active or AccountStatus.Suspended => new Decision.Accepted(
            new AccountFrozen(command.AccountId, command.Reason, command.Actor)),
        AccountStatus.Frozen => Unchanged,
        _ => InvalidState(command.AccountId, "Only an active or suspended account can be frozen"),
    };

    /// <summary>
    /// A suspended account that was frozen is suspended again: unfreezing grants nothing that was not there.
    /// </summary>
    public Decision Unfreeze(UnfreezeAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Frozen => new Decision.Accepted(
            new AccountUnfrozen(command.AccountId, StatusBeforeFreeze, command.Reason, command.Actor)),
        AccountStatus.Active or AccountStatus.Suspended => Unchanged,
        _ => InvalidState(command.AccountId, "Only a frozen account can be unfrozen"),
    };

    public Decision Close(CloseAccount command) => Status switch
    {
        _ when !Exists => NotFound(command.AccountId),
        AccountStatus.Closed => Unchanged,
        AccountStatus.Frozen => InvalidState(command.AccountId, "A frozen account cannot be closed: unfreeze it first"),
        _ when Balance != 0 || Held != 0 => NotEmpty(command.AccountId),
        _ => new Decision.Accepted(new AccountClosed(command.AccountId, command.Reason, command.Actor)),
    };

    public Decision ChangeLimits(ChangeAccountLimits command)
    {
        if (!Exists)
            return NotFound(command.AccountId);
        if (Status == AccountStatus.Closed)
            return Refuse(RefusalCodes.AccountClosed, command.AccountId, "The account is closed.");
        var changed = new AccountLimitsChanged(
            command.AccountId,
            Changed(AccountLimits.MinBalance, command.MinBalance, MinBalance),
            Changed(AccountLimits.MaxBalance, command.MaxBalance, MaxBalance),
            Changed(AccountLimits.CreditLimit, command.CreditLimit, CreditLimit),
            Changed(AccountLimits.PerTransactionLimit, command.PerTransactionLimit, PerTransactionLimit),
            Changed(AccountLimits.DailyLimit, command.DailyLimit, DailyLimit),
            command.KycLevel ?? KycLevel,
            command.Reason,
            command.Actor);
        if (changed.MinBalance > changed.MaxBalance)
            return Refuse(
                RefusalCodes.BalanceLimitExceeded, command.AccountId, "minBalance would be above maxBalance.");
        if (FloorOf(Kind, changed.MinBalance, changed.CreditLimit) is { } floor && Available < floor)
            return FloorAboveAvailable(command.AccountId, floor);
        return HasLimits(changed) ? Unchanged : new Decision.Accepted(changed);

        decimal? Changed(AccountLimits limit, decimal? wanted, decimal? current) =>
            command.Removed.HasFlag(limit) ? null : wanted ?? current;
    }

    bool HasLimits(AccountLimitsChanged limits) =>
        limits.MinBalance == MinBalance
        && limits.MaxBalance == MaxBalance
        && limits.CreditLimit == CreditLimit
        && limits.PerTransactionLimit == PerTransactionLimit
        && limits.DailyLimit == DailyLimit
        && limits.KycLevel == KycLevel;

    /// <summary>
    /// What an account owes already cannot be forbidden afterwards: "never under the limit" holds always.
    /// </summary>
    Decision.Refused FloorAboveAvailable(Guid accountId, decimal floor) => new(
        new Refusal(RefusalCodes.BalanceLimitExceeded, "The account is already below what would be its lowest balance.")
        {
            AccountId = accountId,
            Currency = Currency,
            Available = Available,
            Limit = floor,
        });

    Decision.Refused NotEmpty(Guid accountId) => new(
        new Refusal(
            RefusalCodes.AccountNotEmpty,
            "Only an account without balance and holds can be closed: move its money first.")
        {
            AccountId = accountId,
            Currency = Currency,
            Available = Available,
        });

    Decision.Refused InvalidState(Guid accountId, string rule) => new(
        new Refusal(RefusalCodes.InvalidAccountState, $"{rule}; this one is {Lower(Status)}.")
        {
            AccountId = accountId,
            Status = Lower(Status),
        });
}
