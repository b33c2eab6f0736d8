using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

static partial class Wallet
{
    const string Reason = "as the file says";
    const string Actor = "clerk-1";

    public static ActivateAccount Activate => new(Id, Reason, Actor);

    public static SuspendAccount Suspend => new(Id, Reason, Actor);

    public static ReactivateAccount Reactivate => new(Id, Reason, Actor);

    public static FreezeAccount Freeze => new(Id, Reason, Actor);

    public static UnfreezeAccount Unfreeze => new(Id, Reason, Actor);

    public static CloseAccount Close => new(Id, Reason, Actor);

    public static ChangeAccountLimits ChangeLimits => new(
        Id,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        PerTransactionLimit: null,
        DailyLimit: null,
        KycLevel: null,
        AccountLimits.None,
        Reason,
        Actor);

    public static AccountActivated ActivatedByClerk => new(Id, Reason, Actor);

    public static AccountSuspended Suspended => new(Id, Reason, Actor);

    public static AccountReactivated Reactivated => new(Id, Reason, Actor);

    public static AccountFrozen Frozen => new(Id, Reason, Actor);

    public static AccountClosed Closed => new(Id, Reason, Actor);

    /// <summary>With the level of <see cref="Created"/> and no limits.</summary>
    public static AccountLimitsChanged LimitsChanged => new(
        Id,
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        PerTransactionLimit: null,
        DailyLimit: null,
        KycLevel: 2,
        Reason,
        Actor);

    public static AccountUnfrozen Unfrozen(AccountStatus status) => new(Id, status, Reason, Actor);

    /// <summary>The way of a new account to a status.</summary>
    public static IEvent[] New(AccountStatus status) =>
        status == AccountStatus.Pending ? [Created] : [Created, Activated, .. Turned(status)];

    /// <summary>The way of an active account to a status.</summary>
    public static IEvent[] Turned(AccountStatus status) => status switch
    {
        AccountStatus.Active => [],
        AccountStatus.Suspended => [Suspended],
        AccountStatus.Frozen => [Frozen],
        AccountStatus.Closed => [Closed],
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "An active account cannot become this."),
    };
}
