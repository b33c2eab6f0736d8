using System.Diagnostics;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>From what came of a request to move money to the answer: the same for every kind of movement.</summary>
sealed class TransactionAnswers(CurrencyRegistry currencies)
{
    readonly TransactionJson _json = new(currencies);

    public Task Requested(HttpContext context, string trackingId, TransactionOutcome outcome) => outcome switch
    {
        TransactionOutcome.Settled(var transaction, var isReplay) => Settled(context, transaction, isReplay),
        TransactionOutcome.Pending(var transactionId) => Pending(context, transactionId, trackingId),
        TransactionOutcome.KeyReused => context.Answer(Problem.KeyReused()),
        TransactionOutcome.Overloaded => context.Answer(Problem.Overloaded()),
        TransactionOutcome.Unavailable => context.Answer(Problem.Unavailable()),
        _ => throw new UnreachableException($"No answer is known to {outcome}, tracking id {trackingId}."),
    };

    public Task Found(HttpContext context, TransactionSnapshot transaction) =>
        context.Answer(StatusCodes.Status200OK, transaction, _json.Write);

    Task Settled(HttpContext context, TransactionSnapshot transaction, bool isReplay)
    {
        context.Locate("transactions", transaction.TransactionId);
        context.MarkReplay(isReplay);
        return transaction switch
        {
            { Failure: { } failure } => context.Answer(Problem.Failed(transaction, failure, currencies)),
            { IsAnswered: true } => context.Answer(StatusCodes.Status201Created, transaction, _json.Write),
            _ => throw new UnreachableException($"Settled, yet {transaction.Status}: {transaction.TransactionId}."),
        };
    }

    static Task Pending(HttpContext context, Guid transactionId, string trackingId)
    {
        context.Locate("transactions", transactionId);
        var processing = new TransactionJson.Processing(transactionId, trackingId, context.CorrelationId());
        return context.Answer(StatusCodes.Status202Accepted, processing, TransactionJson.WriteProcessing);
    }
}
