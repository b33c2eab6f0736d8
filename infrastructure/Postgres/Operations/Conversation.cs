using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Postgres.Operations;

/// <summary>What is on record of a conversation: of messages that have to do with each other.</summary>
/// <param name="Messages">Empty when it was not traced, or is not any more.</param>
/// <param name="Events">By the message in their metadata they belong to one of the messages, or to one unknown.</param>
public sealed record Conversation(
    Guid ConversationId,
    IReadOnlyList<TracedMessage> Messages,
    IReadOnlyList<StoredEvent> Events,
    IReadOnlyList<ConversationWait> Waiting,
    IReadOnlyList<FailureOfConversation> Failures)
{
    public bool IsTraced => Messages.Count > 0;
}

/// <param name="Conversations">In the order of their time.</param>
/// <param name="IsCut">There is more than is shown.</param>
public sealed record FoundConversations(IReadOnlyList<Conversation> Conversations, bool IsCut);

/// <summary>A message in the queue.</summary>
/// <param name="DueAt">Null: when the one that it waits for is done.</param>
public sealed record ConversationWait(
    Guid ConversationId, Guid MessageId, int Partition, string Type, WaitKind Kind, DateTimeOffset? DueAt);

/// <summary>A failed message, without its content.</summary>
public sealed record FailureOfConversation(
    Guid ConversationId, FailureKey Key, string Type, string Status, int Failures, DateTimeOffset FailedAt)
{
    public required string ExceptionType { get; init; }

    public required string ExceptionMessage { get; init; }
}
