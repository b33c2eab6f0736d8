namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>For a unit that no other one follows: what it set aside would never be handled.</summary>
sealed partial class UnitOfWork
{
    /// <summary>Whether something was set aside that would come back at once.</summary>
    public bool HasMoreToDo => _outgoing.Exists(IsDue);

    public bool IsDue(Envelope message) => message.DueAt is null || message.DueAt <= clock.GetUtcNow();

    /// <summary>Handles what was set aside and is due by now, as far as the unit's bound allows.</summary>
    public async Task HandleWhatIsDue(CancellationToken ct)
    {
        while (_handled < options.MessagesPerUnit && _outgoing.Find(IsDue) is { } due)
        {
            _outgoing.Remove(due);
            await HandleWithAllItCauses(due, ct);
        }
    }
}
