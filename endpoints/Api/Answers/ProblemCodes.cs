namespace BillingEngine.Api.Answers;

/// <summary>Codes of problems that the API finds itself. Published: they never change their meaning.</summary>
static class ProblemCodes
{
    public const string ValidationFailed = "validation_failed";
    public const string CurrencyUnknown = "currency_unknown";
    public const string IdempotencyKeyMissing = "idempotency_key_missing";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string SameAccount = "same_account";
    public const string AccountNotYetCreated = "account_not_yet_created";
    public const string VersionNotReached = "version_not_reached";
    public const string FormatCannotCarry = "format_cannot_carry";
    public const string TransactionNotFound = "transaction_not_found";
    public const string TimeoutNotFound = "timeout_not_found";
    public const string TimeoutFired = "timeout_fired";
    public const string TimeoutMoved = "timeout_moved";
    public const string TimeoutParked = "timeout_parked";
    public const string TooManySelected = "too_many_selected";
    public const string SagaNotFound = "saga_not_found";
    public const string ConversationNotFound = "conversation_not_found";
    public const string RouteNotFound = "route_not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string MalformedRequest = "malformed_request";
    public const string FaultsNotAllowed = "faults_not_allowed";
    public const string FaultRuleNotFound = "fault_rule_not_found";
    public const string FaultRulesFull = "fault_rules_full";
    public const string SelectionEmpty = "selection_empty";
    public const string SelectionTooLarge = "selection_too_large";
    public const string RetryNotFound = "retry_not_found";
    public const string MessageNotFound = "message_not_found";
    public const string MessageNotHandled = "message_not_handled";
    public const string MessageAmbiguous = "message_ambiguous";
    public const string MessageUnreadable = "message_unreadable";
    public const string BodyNotKept = "body_not_kept";

    /// <summary>Before the status that a message or a retry has, and that is in the way.</summary>
    public const string MessageStatusPrefix = "message_";
    public const string RetryStatusPrefix = "retry_";
    public const string PositionNotReached = "position_not_reached";
    public const string Overloaded = "overloaded";
    public const string Unavailable = "unavailable";
    public const string InternalError = "internal_error";
}
