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
    public const string TransactionLimitExceeded = "transaction_limit_exceeded";
    public const string DailyLimitExceeded = "daily_limit_exceeded";
    public const string KycLimitExceeded = "kyc_limit_exceeded";
    public const string AccountNotEmpty = "account_not_empty";
    public const string ReservationExpired = "reservation_expired";
    public const string TransactionNotFound = "transaction_not_found";
    public const string TransactionNotCapturable = "transaction_not_capturable";
    public const string TransactionNotRefundable = "transaction_not_refundable";
    public const string RefundExceedsRemaining = "refund_exceeds_remaining";
    public const string CardNotFound = "card_not_found";
    public const string CardNotActive = "card_not_active";
    public const string CardExpired = "card_expired";
    public const string InvalidCardState = "invalid_card_state";
    public const string TooManyCards = "too_many_cards";
    public const string CurrencyMismatch = "currency_mismatch";
    public const string LedgerMismatch = "ledger_mismatch";
    public const string IdentityInUse = "identity_in_use";
    public const string ProcessingFailed = "processing_failed";
}
