using System.Diagnostics.CodeAnalysis;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>How a unit takes messages on, and is complete.</summary>
sealed partial class UnitOfWork
{
    /// <summary>Handles a batch; the unit may have handled others before.</summary>
    /// <param name="takesForNew">As with <see cref="Prefetch"/>.</param>
    /// <returns>Null when that was possible.</returns>
    public async Task<CommitOutcome?> TryTake(Batch batch, bool takesForNew, CancellationToken ct)
    {
        try
        {
            await Prefetch(batch.Messages, takesForNew, ct);
            foreach (var (message, cause) in batch.Unreadable)
                Refuse(message, cause);
            foreach (var message in batch.Messages)
                await Handle(message, ct);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return new CommitOutcome.RolledBack(e) { TookTooLong = e.TookTooLong };
        }
    }

    /// <summary>Effects that cannot even be written down are as good as refused by the store.</summary>
    public bool TryComplete(
        [NotNullWhen(true)] out UnitChanges? changes, [NotNullWhen(false)] out CommitOutcome? failure)
    {
        try
        {
            (changes, failure) = (Complete(), null);
            return true;
        }
        catch (Exception e)
        {
            (changes, failure) = (null, new CommitOutcome.Rejected(e));
            return false;
        }
    }
}
