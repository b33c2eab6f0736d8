namespace BillingEngine.Messaging.Engine;

/// <summary>Which messages are made to fail.</summary>
/// <param name="MessageType">Stable name of their contract; null: any that is about the account.</param>
/// <param name="AccountId">An account that they are about (<see cref="IConcernMoney"/>); null: any.</param>
/// <param name="Times">How many attempts fail; null: all, until the rule is removed.</param>
/// <param name="Text">What the exception says beside the rule.</param>
/// <param name="Struck">How many attempts it has made fail.</param>
public sealed record FaultRule(int Id, string? MessageType, Guid? AccountId, int? Times, string? Text, int Struck)
{
    public bool IsSpent => Struck >= Times;
}

/// <summary>A message was made to fail on purpose, by a rule of the <see cref="FaultSwitch"/>.</summary>
public sealed class InjectedFaultException(string message) : Exception(message);
