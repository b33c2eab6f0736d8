using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>What a route asks of the engine, done or only tried as its caller wants it, and answered.</summary>
sealed class TransactionCalls(
    ICommandGateway gateway, IRehearsals rehearsals, CurrencyRegistry currencies, ApiOptions options)
{
    readonly TransactionAnswers _answers = new(currencies);
    readonly DryRunJson _dryRuns = new(currencies, new(currencies));

    /// <summary>Requests a transaction.</summary>
    public async Task Request(HttpContext context, ITransactionRequest command, bool isDryRun)
    {
        if (isDryRun)
        {
            await _dryRuns.Give(context, await Rehearse(context, command));
            return;
        }

        var outcome = await gateway.Request(command, context.CorrelationId(), Wait(context), context.RequestAborted);
        await _answers.Give(context, _answers.Requested(outcome, command, context.CorrelationId()));
    }

    /// <summary>Requests many transactions at once.</summary>
    /// <returns>Answers in the order of the commands.</returns>
    public async Task<IReadOnlyList<TransactionAnswer>> RequestAll(
        HttpContext context, IReadOnlyList<ITransactionRequest> commands)
    {
        var correlationId = context.CorrelationId();
        var outcomes = await gateway.RequestAll(commands, correlationId, Wait(context), context.RequestAborted);
        return [.. commands.Zip(outcomes, (command, outcome) => _answers.Requested(outcome, command, correlationId))];
    }

    public async Task<DryRunAnswer> Rehearse(HttpContext context, ITransactionRequest command)
    {
        var (outcome, balances) = await rehearsals.Rehearse(command, context.CorrelationId(), context.RequestAborted);
        return new(_answers.Requested(outcome, command, context.CorrelationId()), balances);
    }

    /// <summary>Tells a payment what to do.</summary>
    /// <param name="succeeded">The status when it has done so.</param>
    public async Task Order(
        HttpContext context, TransactionSnapshot payment, PaymentOrder order, int succeeded, bool isDryRun)
    {
        var correlationId = context.CorrelationId();
        // The payment itself was requested under this key. Its stream answers for that request, not for another one.
        if (order.Identity?.RequestId == payment.TransactionId)
        {
            await context.Answer(Problem.KeyReused());
            return;
        }

        if (isDryRun)
        {
            var (rehearsed, balances) = await rehearsals.Rehearse(
                order.Command, order.Identity, payment, correlationId, context.RequestAborted);
            await _dryRuns.Give(context, new(_answers.Ordered(rehearsed, payment, correlationId, succeeded), balances));
            return;
        }

        var outcome = await gateway.Order(
            order.Command, order.Identity, correlationId, Wait(context), context.RequestAborted);
        await _answers.Give(context, _answers.Ordered(outcome, payment, correlationId, succeeded));
    }

    TimeSpan Wait(HttpContext context) => Preference.Wait(context.Request, options.Wait);
}

/// <param name="Identity">Null: the caller gave no key.</param>
sealed record PaymentOrder(ITransactionCommand Command, RequestIdentity? Identity);
