namespace BillingEngine.Api.Answers;

/// <summary>Codes of problems that the API finds itself. Published: they never change their meaning.</summary>
static class ProblemCodes
{
    public const string ValidationFailed = "validation_failed";
    public const string CurrencyUnknown = "currency_unknown";
    public const string IdempotencyKeyMissing = "idempotency_key_missing";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string SameAccount = "same_account";
    public const string TransactionNotFound = "transaction_not_found";
    public const string ConversationNotFound = "conversation_not_found";
    public const string RouteNotFound = "route_not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string MalformedRequest = "malformed_request";
    public const string Overloaded = "overloaded";
    public const string Unavailable = "unavailable";
    public const string InternalError = "internal_error";
}
