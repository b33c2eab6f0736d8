using BillingEngine.Messages.Accounts;

namespace BillingEngine.Api.Accounts;

/// <summary>A way from one status of an account to another.</summary>
/// <param name="Operation">Part of every fingerprint: never renamed.</param>
sealed record StatusChange(
    string Route,
    string Operation,
    string OperationId,
    string Summary,
    string Text,
    Func<Guid, string?, string?, IAccountCommand> Command)
{
    /// <summary>Whoever takes something from an account says why; what was pending may just begin.</summary>
    public bool IsReasonRequired { get; init; } = true;

    public static IReadOnlyList<StatusChange> All { get; } =
    [
        new(
            "/v1/accounts/{id}/activate",
            "account.activate",
            "activateAccount",
            "Activate a pending account",
            "The body may be left out.",
            (id, reason, actor) => new ActivateAccount(id, reason, actor)) { IsReasonRequired = false },
        new(
            "/v1/accounts/{id}/suspend",
            "account.suspend",
            "suspendAccount",
            "Suspend an active account",
            "A suspended account takes money and gives none, but for payments that are authorized already.",
            (id, reason, actor) => new SuspendAccount(id, reason!, actor)),
        new(
            "/v1/accounts/{id}/reactivate",
            "account.reactivate",
            "reactivateAccount",
            "Make a suspended account active again",
            "It gives money again.",
            (id, reason, actor) => new ReactivateAccount(id, reason!, actor)),
        new(
            "/v1/accounts/{id}/freeze",
            "account.freeze",
            "freezeAccount",
            "Freeze an active or suspended account",
            "No money comes to a frozen account or leaves it.",
            (id, reason, actor) => new FreezeAccount(id, reason!, actor)),
        new(
            "/v1/accounts/{id}/unfreeze",
            "account.unfreeze",
            "unfreezeAccount",
            "Make a frozen account what it was",
            "An account that was suspended before it was frozen is suspended again.",
            (id, reason, actor) => new UnfreezeAccount(id, reason!, actor)),
        new(
            "/v1/accounts/{id}/close",
            "account.close",
            "closeAccount",
            "Close an empty account for ever",
            "With a balance, or with money held: 422 `account_not_empty`. A frozen account is unfrozen first.",
            (id, reason, actor) => new CloseAccount(id, reason!, actor)),
    ];
}
