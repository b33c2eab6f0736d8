using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.ReadModels;

/// <summary>What the events of one unit change of an account; null: they leave it as it is.</summary>
sealed class AccountChange(StoredEvent last)
{
    public StoredEvent Last { get; set; } = last;

    public AccountCreated? Created { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public AccountStatus? Status { get; private set; }

    public decimal? Balance { get; private set; }

    public decimal? Held { get; private set; }

    public AccountLimitsChanged? Limits { get; private set; }

    public AccountChange Begin(AccountCreated created, DateTimeOffset at)
    {
        (Created, CreatedAt) = (created, at);
        return this;
    }

    public AccountChange Become(AccountStatus status)
    {
        Status = status;
        return this;
    }

    public AccountChange Move(decimal balanceAfter, decimal? heldAfter = null)
    {
        (Balance, Held) = (balanceAfter, heldAfter ?? Held);
        return this;
    }

    public AccountChange Hold(decimal heldAfter)
    {
        Held = heldAfter;
        return this;
    }

    public AccountChange Limit(AccountLimitsChanged limits)
    {
        Limits = limits;
        return this;
    }
}

/// <summary>What the events of one unit change, by account.</summary>
sealed class AccountChanges
{
    public Dictionary<Guid, AccountChange> ByAccount { get; } = [];

    /// <summary>What becomes of the account that an event is of: the event counts as its last.</summary>
    public AccountChange Of(StoredEvent stored)
    {
        if (!ByAccount.TryGetValue(stored.StreamId, out var change))
            ByAccount.Add(stored.StreamId, change = new AccountChange(stored));
        change.Last = stored;
        return change;
    }
}
