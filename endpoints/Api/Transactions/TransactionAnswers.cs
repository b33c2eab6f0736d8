using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>From what came of a request to move money to the answer: the same for every kind of movement.</summary>
sealed class TransactionAnswers(CurrencyRegistry currencies)
{
    readonly TransactionJson _json = new(currencies);

    /// <summary>The answer to a request for a transaction of its own.</summary>
    public TransactionAnswer Requested(TransactionOutcome outcome, ITransactionRequest command, string correlationId) =>
        Answer(outcome, command.TransactionId, command.TrackingId, correlationId, StatusCodes.Status201Created);

    /// <summary>The answer to an order that a payment on record was given.</summary>
    /// <param name="succeeded">The status when it was carried out.</param>
    public TransactionAnswer Ordered(
        TransactionOutcome outcome, TransactionSnapshot payment, string correlationId, int succeeded) =>
        outcome is TransactionOutcome.Refused(var refusal, var isReplay)
            ? new(StatusCodes.Status422UnprocessableEntity)
            {
                Problem = Problem.Failed(payment, refusal, currencies),
                TransactionId = payment.TransactionId,
                IsReplay = isReplay,
            }
            : Answer(outcome, payment.TransactionId, payment.TrackingId, correlationId, succeeded);

    public Task Found(HttpContext context, TransactionSnapshot transaction) =>
        context.Answer(StatusCodes.Status200OK, transaction, _json.Write);

    public Task Give(HttpContext context, TransactionAnswer answer)
    {
        if (answer.TransactionId is { } id)
            context.Locate("transactions", id);
        context.MarkReplay(answer.IsReplay);
        return answer switch
        {
            { Transaction: { } transaction } => context.Answer(answer.Status, transaction, _json.Write),
            { Processing: { } processing } =>
                context.Answer(answer.Status, processing, TransactionJson.WriteProcessing),
            { Problem: { } problem } => context.Answer(problem),
            _ => throw new UnreachableException($"An answer of status {answer.Status} says nothing."),
        };
    }

    /// <summary>The content of an answer as a member of something larger.</summary>
    public void Write(Utf8JsonWriter json, TransactionAnswer answer, string traceId)
    {
        json.WritePropertyName(answer.Problem is null ? "transaction" : "problem");
        if (answer.Problem is { } problem)
            ProblemAnswer.Write(json, (problem, problem.RecordedTraceId ?? traceId));
        else if (answer.Transaction is { } transaction)
            _json.Write(json, transaction);
        else
            TransactionJson.WriteProcessing(json, answer.Processing!.Value);
    }

    TransactionAnswer Answer(
        TransactionOutcome outcome, Guid transactionId, string trackingId, string correlationId, int succeeded) =>
        outcome switch
        {
            TransactionOutcome.Settled(var transaction, var isReplay) => Settled(transaction, isReplay, succeeded),
            TransactionOutcome.Pending(var pendingId) => new(StatusCodes.Status202Accepted)
            {
                Processing = new(pendingId, trackingId, correlationId),
                TransactionId = pendingId,
            },
            TransactionOutcome.KeyReused => TransactionAnswer.Of(Problem.KeyReused()),
            TransactionOutcome.Overloaded => TransactionAnswer.Of(Problem.Overloaded()),
            TransactionOutcome.Unavailable => TransactionAnswer.Of(Problem.Unavailable()),
            _ => throw new UnreachableException($"No answer is known to {outcome}, transaction {transactionId}."),
        };

    TransactionAnswer Settled(TransactionSnapshot transaction, bool isReplay, int succeeded)
    {
        var failure = FailureOf(transaction);
        return new(failure is null ? succeeded : StatusCodes.Status422UnprocessableEntity)
        {
            Transaction = failure is null ? transaction : null,
            Problem = failure is null ? null : Problem.Failed(transaction, failure, currencies),
            TransactionId = transaction.TransactionId,
            IsReplay = isReplay,
        };
    }

    /// <summary>
    /// A payment whose hold ended before its capture has not failed, but its caller got nothing either.
    /// </summary>
    static Refusal? FailureOf(TransactionSnapshot transaction) => transaction switch
    {
        { Failure: { } failure } => failure,
        { Status: TransactionStatus.Expired } => new(
            RefusalCodes.ReservationExpired, "The payment has expired: its money is not held any more."),
        { IsAnswered: true } => null,
        _ => throw new UnreachableException($"Settled, yet {transaction.Status}: {transaction.TransactionId}."),
    };
}
