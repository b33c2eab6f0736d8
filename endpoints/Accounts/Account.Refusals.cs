using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Accounts;

/// <summary>Why an account does not do what it is told, with the numbers behind it.</summary>
public sealed partial record Account
{
    static Decision.Accepted Unchanged { get; } = new();

    /// <summary>A stream can hold no more than movements that were called off; then there is no account yet.</summary>
    internal bool Exists => Ledger.Length > 0;

    Decision.Refused? RefuseMovement(Guid accountId, string ledger, Money amount, Guid transactionId, MovementPart part)
    {
        if (!Exists)
            return NotFound(accountId);
        if (Ledger != ledger)
            return Refuse(
                RefusalCodes.LedgerMismatch,
                accountId,
                $"The account is in ledger {Ledger}; money never leaves ledger {ledger}.");
        if (Currency != amount.Currency)
            return Refuse(
                RefusalCodes.CurrencyMismatch,
                accountId,
                $"The account is in {Currency}, the amount in {amount.Currency}.");
        if (Cancelled.Contains(new CancelledMovement(transactionId, part)))
            return Refuse(
                RefusalCodes.ProcessingFailed,
                accountId,
                $"This {Lower(part)} was called off before and stays undone.");
        return null;
    }

    Decision.Refused? RefuseStatus(Guid accountId, bool takesMoney) => Status switch
    {
        AccountStatus.Active => null,
        AccountStatus.Suspended when !takesMoney => null,
        AccountStatus.Frozen => Refuse(RefusalCodes.AccountFrozen, accountId, "The account is frozen: no money moves."),
        AccountStatus.Closed => Refuse(RefusalCodes.AccountClosed, accountId, "The account is closed."),
        _ => Refuse(RefusalCodes.AccountNotActive, accountId, $"The account is {Lower(Status)}, not active."),
    };

    Decision.Refused? RefuseFunds(Guid accountId, decimal amount) =>
        Floor is not { } floor || Available - amount >= floor
            ? null
            : new(new Refusal(RefusalCodes.InsufficientFunds, "The account does not have the funds.")
            {
                AccountId = accountId,
                Currency = Currency,
                Requested = amount,
                Available = Available - floor,
                Shortfall = amount - (Available - floor),
            });

    /// <summary>The account's own limit stands in place of the one that comes with its level.</summary>
    /// <param name="amount">Without the fee.</param>
    /// <param name="total">With the fee.</param>
    Decision.Refused? RefuseSpending(Guid accountId, decimal amount, decimal total, KycLimits kyc, DateOnly today)
    {
        if ((PerTransactionLimit ?? kyc.PerTransaction) is { } most && amount > most)
            return LimitExceeded(
                OwnOrKyc(PerTransactionLimit, RefusalCodes.TransactionLimitExceeded),
                accountId,
                $"the most that one transaction may take{LevelUnless(PerTransactionLimit)}",
                amount,
                most,
                most);
        if ((DailyLimit ?? kyc.Daily) is { } daily && Spending.On(today) + total > daily)
            return LimitExceeded(
                OwnOrKyc(DailyLimit, RefusalCodes.DailyLimitExceeded),
                accountId,
                $"the most that may leave it in one day (UTC){LevelUnless(DailyLimit)}",
                total,
                daily - Spending.On(today),
                daily);
        return null;
    }

    Decision.Refused? RefuseBalance(Guid accountId, decimal amount, KycLimits kyc)
    {
        if ((MaxBalance ?? kyc.Balance) is not { } limit || Balance + amount <= limit)
            return null;
        return LimitExceeded(
            OwnOrKyc(MaxBalance, RefusalCodes.BalanceLimitExceeded),
            accountId,
            $"the most that it may hold{LevelUnless(MaxBalance)}",
            amount,
            limit - Balance,
            limit);
    }

    static string OwnOrKyc(decimal? own, string code) => own is null ? RefusalCodes.KycLimitExceeded : code;

    string LevelUnless(decimal? own) => own is null ? $" at KYC level {KycLevel}" : "";

    Decision.Refused LimitExceeded(
        string code, Guid accountId, string what, decimal requested, decimal available, decimal limit) => new(
        new Refusal(code, $"The account would exceed {what}.")
        {
            AccountId = accountId,
            Currency = Currency,
            Requested = requested,
            Available = Math.Max(available, 0m),
            Limit = limit,
        });

    static Decision.Refused NotFound(Guid accountId) =>
        Refuse(RefusalCodes.AccountNotFound, accountId, "There is no account with this id.");

    static Decision.Refused Refuse(string code, Guid accountId, string detail) =>
        new(new Refusal(code, detail) { AccountId = accountId });

    static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
