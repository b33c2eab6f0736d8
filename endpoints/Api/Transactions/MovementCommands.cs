using System.Diagnostics;
using BillingEngine.Api.Answers;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>From what was asked for to the command that the engine is given; one of the two is there.</summary>
readonly record struct Prepared(ITransactionRequest? Command, Problem? Problem);

/// <summary>Finds out where the money comes from, and refuses what needs no record.</summary>
sealed class MovementCommands(IQueries queries)
{
    public async ValueTask<Prepared> Prepare(MovementRequest request, CancellationToken ct)
    {
        var source = request.SourceAccountId;
        if (source is null && request.Payment?.CardId is { } cardId)
        {
            if (await queries.FindCard(cardId, ct) is not { } card)
                return new(null, Problem.CardNotFound(cardId));
            source = card.AccountId;
        }

        if (source is not { } known)
            throw new UnreachableException($"A {request.Type} under key {request.Key} has neither account nor card.");
        return known == request.DestinationAccountId
            ? new(null, Problem.SameAccount(known))
            : new(request.ToCommand(known), null);
    }
}
