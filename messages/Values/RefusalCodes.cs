namespace BillingEngine.Messages;

/// <summary>Codes of refusals, as they stand in the HTTP API. Published: they never change their meaning.</summary>
public static class RefusalCodes
{
    public const string AccountExists = "account_exists";
    public const string AccountNotFound = "account_not_found";
    public const string AccountNotActive = "account_not_active";
    public const string AccountFrozen = "account_frozen";
    public const string AccountClosed = "account_closed";
    public const string InvalidAccountState = "invalid_account_state";
    public const string InsufficientFunds = "insufficient_funds";
    public const string BalanceLimitExceeded = "balance_limit_exceeded";
    public const string CurrencyMismatch = "currency_mismatch";
    public const string LedgerMismatch = "ledger_mismatch";
    public const string IdentityInUse = "identity_in_use";
    public const string ProcessingFailed = "processing_failed";
}
