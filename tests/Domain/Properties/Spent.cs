using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>
/// What an account has spent on each day (UTC), kept the long way: every day for itself, hold by hold.
/// </summary>
sealed class Spent
{
    readonly Dictionary<DateOnly, decimal> _days = [];
    readonly Dictionary<Guid, (DateOnly PlacedOn, decimal Amount)> _holds = [];

    public decimal On(DateOnly day) => _days.GetValueOrDefault(day);

    public void Add(IEvent e, DateOnly day)
    {
        switch (e)
        {
            case AccountHoldPlaced placed:
                _holds[placed.TransactionId] = (day, placed.Amount.Amount);
                Count(day, placed.Amount.Amount);
                break;
            case AccountHoldReleased released:
                GiveBack(released.TransactionId, captured: 0m);
                break;
            case AccountHoldExpired expired:
                GiveBack(expired.TransactionId, captured: 0m);
                break;
            case AccountDebited { HeldAfter: not null } captured:
                GiveBack(captured.TransactionId, captured.Amount.Amount);
                break;
            case AccountDebited { IsReturn: null } debited:
                Count(day, debited.Amount.Amount);
                break;
            case AccountDebitReversed { SpentOn: { } spentOn } reversed:
                Count(spentOn, -reversed.Amount.Amount);
                break;
        }
    }

    void GiveBack(Guid transactionId, decimal captured)
    {
        _holds.Remove(transactionId, out var hold);
        Count(hold.PlacedOn, captured - hold.Amount);
    }

    void Count(DateOnly day, decimal amount) => _days[day] = On(day) + amount;
}
