using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Api.Answers;

/// <summary>
/// An error as the caller sees it (RFC 9457): a stable code, a sentence for people, and the facts behind both.
/// </summary>
sealed partial record Problem(int Status, string Code, string Title, string Detail)
{
    public FieldErrors? Errors { get; init; }

    /// <summary>Further members, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    /// <summary>
    /// Where the problem is on record, the trace of that record: a repeat is then answered in the same words.
    /// </summary>
    public string? RecordedTraceId { get; init; }

    public static Problem Invalid(FieldErrors errors) =>
        new(400, errors.Code, "The request is not valid", errors.Summary) { Errors = errors };

    public static Problem Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return Invalid(errors);
    }

    public static Problem AccountNotFound(string id) => new(
        404, RefusalCodes.AccountNotFound, "No such account", $"There is no account {Shortened(id)}.");

    public static Problem CardNotFound(string id) => new(
        404, RefusalCodes.CardNotFound, "No such card", $"The account has no card {Shortened(id)}.");

    public static Problem TransactionNotFound(string id) => new(
        404, ProblemCodes.TransactionNotFound, "No such transaction", $"There is no transaction {Shortened(id)}.");

    public static Problem ConversationNotFound(string id) => new(
        404,
        ProblemCodes.ConversationNotFound,
        "No such conversation",
        $"Nothing is on record of a conversation {Shortened(id)}: it was not traced, or its traces are gone.");

    public static Problem SameAccount(Guid accountId) => new(
        422,
        ProblemCodes.SameAccount,
        "Source and destination are the same account",
        $"Money cannot move from account {accountId} to itself; nothing was recorded.")
    {
        Facts = [("accountId", accountId.ToString())],
    };

    public static Problem CurrencyUnknown(CurrencyCode currency) => new(
        422,
        ProblemCodes.CurrencyUnknown,
        "The currency is not configured any more",
        $"Amounts of {currency} cannot be read: the configuration does not say what scale they have.");

    public static Problem CardNotFound(Guid cardId) => new(
        422,
        RefusalCodes.CardNotFound,
        "No such card",
        $"There is no card {cardId}, so there is no account to take the money from; nothing was recorded.")
    {
        Facts = [("cardId", cardId.ToString())],
    };

    public static Problem KeyReused() => new(
        422,
        ProblemCodes.IdempotencyKeyReused,
        "The idempotency key stands for another request",
        "This key was used in this ledger for a request with other content. Use a new key for a new request.");

    public static Problem Refused(int status, Refusal refusal, CurrencyRegistry currencies) =>
        new(status, refusal.Code, TitleOf(refusal.Code), refusal.Detail)
        {
            Facts = [.. RefusalFacts.Of(refusal, currencies)],
        };

    public static Problem Failed(TransactionSnapshot transaction, Refusal failure, CurrencyRegistry currencies)
    {
        var refused = Refused(422, failure, currencies);
        return refused with
        {
            Facts = [("transactionId", transaction.TransactionId.ToString()), .. refused.Facts],
            RecordedTraceId = transaction.CorrelationId,
        };
    }

    public static Problem FaultsNotAllowed() => new(
        404,
        ProblemCodes.FaultsNotAllowed,
        "Messages cannot be made to fail here",
        "This process was not started for it: `billing up --faults` allows fault rules, for tests and drills.");

    public static Problem FaultRuleNotFound(string id) => new(
        404, ProblemCodes.FaultRuleNotFound, "No such fault rule", $"There is no fault rule {Shortened(id)}.");

    public static Problem FaultRulesFull() => new(
        422,
        ProblemCodes.FaultRulesFull,
        "Too many fault rules",
        $"There are {FaultSwitch.MostRules} rules already, and none is spent. Remove one first.");

    public static Problem Overloaded() => new(
        503,
        ProblemCodes.Overloaded,
        "Too much work is waiting",
        "Nothing was taken in. Repeat the request after a pause.")
    {
        RetryAfterSeconds = 1,
    };

    public static Problem Unavailable() => new(
        503,
        ProblemCodes.Unavailable,
        "The engine cannot be reached",
        "Whether the request was taken in is not known. Repeat it under the same idempotency key after a pause.")
    {
        RetryAfterSeconds = 5,
    };

    public static Problem PositionNotReached(string? model) => new(
        503,
        ProblemCodes.PositionNotReached,
        "What is read has not come that far",
        $"{model ?? "The log"} has not reached the position that was asked for. Repeat the request after a pause, ask "
        + "with \"Prefer: wait=30\" to wait longer, or without a position to see what there is.")
    {
        RetryAfterSeconds = 1,
    };

    public static Problem PayloadTooLarge(int maximum) => new(
        413, ProblemCodes.PayloadTooLarge, "The body is too large", $"A body has at most {maximum} bytes.");

    public static Problem UnsupportedMediaType(string detail) =>
        new(415, ProblemCodes.UnsupportedMediaType, "The body is of another kind", detail);

    public static Problem Malformed(int status, string detail) =>
        new(status, ProblemCodes.MalformedRequest, "The request cannot be read", detail);

    public static Problem RouteNotFound() => new(
        404, ProblemCodes.RouteNotFound, "No such resource", "Nothing is here; /openapi/v1.json lists what there is.");

    public static Problem MethodNotAllowed(string method) => new(
        405, ProblemCodes.MethodNotAllowed, "Not with this method", $"{method} is not known here; see Allow.");

    public static Problem Internal() => new(
        500,
        ProblemCodes.InternalError,
        "Something went wrong here",
        "The fault is ours and has been logged under this trace id. What has an idempotency key can be repeated.");

    /// <summary>The code itself, as a sentence: "insufficient_funds" is titled "Insufficient funds".</summary>
    static string TitleOf(string code) => $"{char.ToUpperInvariant(code[0])}{code[1..].Replace('_', ' ')}";

    static string Shortened(string id) => id.Length <= 100 ? id : $"{id.AsSpan(0, 99)}…";
}
