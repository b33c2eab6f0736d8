using BillingEngine.Messaging;

namespace BillingEngine.Messages;

/// <summary>
/// What an aggregate decided: events, possibly none because all is as it should be already, or a refusal.
/// </summary>
public abstract record Decision
{
    public sealed record Accepted(params IEvent[] Events) : Decision;

    public sealed record Refused(Refusal Refusal) : Decision;
}
