namespace BillingEngine.Messaging.EventSourcing;

/// <summary>Where an event comes from. All events of one message share it.</summary>
/// <param name="MessageId">The message whose handling appended it.</param>
/// <param name="CausationId">The message that this one followed from; null for one that came from outside.</param>
/// <param name="ConversationId">All that followed from one message from outside.</param>
/// <param name="CorrelationId">The caller's name for the request that it belongs to.</param>
public sealed record EventOrigin(Guid MessageId, Guid? CausationId, Guid ConversationId, string CorrelationId);
