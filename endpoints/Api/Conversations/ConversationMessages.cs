using System.Text.Json;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Conversations;

/// <summary>A message of a conversation with its events.</summary>
/// <param name="Depth">How many messages lead to it; 0 for the first.</param>
/// <param name="Traced">Null: only its events tell that there was one.</param>
sealed record ConversationMessage(
    Guid MessageId,
    int Partition,
    Guid? Cause,
    int Depth,
    TracedMessage? Traced,
    IReadOnlyList<StoredEvent> Events);

/// <summary>Puts together what traces and events say of the messages of a conversation.</summary>
static class ConversationMessages
{
    /// <summary>Those that were traced, in their order, and then those that only events tell of.</summary>
    public static IEnumerable<ConversationMessage> Of(Conversation conversation)
    {
        var events = conversation.Events.ToLookup(e => (e.Origin.MessageId, e.Partition));
        var traced = conversation.Messages.ToDictionary(message => (message.MessageId, message.Partition));
        var untraced = events.Where(group => !traced.ContainsKey(group.Key)).ToList();
        var causes = new Dictionary<Guid, Guid?>();
        foreach (var message in conversation.Messages)
            causes.TryAdd(message.MessageId, message.Cause);
        foreach (var group in untraced)
            causes.TryAdd(group.Key.MessageId, group.First().Origin.CausationId);
        return conversation.Messages
            .Select(message => Message((message.MessageId, message.Partition), message))
            .Concat(untraced.Select(group => Message(group.Key, traced: null)));

        ConversationMessage Message((Guid MessageId, int Partition) key, TracedMessage? traced) => new(
            key.MessageId,
            key.Partition,
            causes[key.MessageId],
            Depth(key.MessageId, causes),
            traced,
            [.. events[key]]);
    }

    public static string? TraceIdOf(Conversation conversation) => conversation.Messages
        .Select(message => message.TraceParent)
        .Where(traceParent => traceParent is not null)
        .Select(traceParent => TraceParent.TraceIdOf(traceParent!))
        .FirstOrDefault();

    public static string? CorrelationOf(Conversation conversation) =>
        conversation.Events.Select(e => e.Origin.CorrelationId).FirstOrDefault();

    /// <summary>Of a saga that was there before and after: its members that are not what they were.</summary>
    public static IReadOnlyList<string> ChangedMembers(TracedSaga saga)
    {
        if (saga.Before is null || saga.After is null)
            return [];
        var before = Members(saga.Before);
        var after = Members(saga.After);
        return
        [
            .. after.Where(member => before.GetValueOrDefault(member.Key) != member.Value).Select(member => member.Key),
            .. before.Keys.Where(name => !after.ContainsKey(name)),
        ];
    }

    static Dictionary<string, string> Members(byte[] state)
    {
        using var document = JsonDocument.Parse(state);
        return document.RootElement.EnumerateObject().ToDictionary(
            member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
    }

    static int Depth(Guid message, Dictionary<Guid, Guid?> causes)
    {
        var depth = 0;
        // Bounded: what is on record is not to be trusted to have no circle.
        while (depth < causes.Count && causes.GetValueOrDefault(message) is { } cause)
        {
            depth++;
            message = cause;
        }

        return depth;
    }
}
