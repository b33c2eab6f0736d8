using System.Runtime.InteropServices;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Tracing;

/// <summary>
/// Notes what happens to each message in a unit of work, and makes one row of it for each conversation. Only references
/// are noted along the way; they are written down when the unit is complete.
/// </summary>
sealed class TraceRecorder(TimeProvider clock, TraceOptions options, TraceWriter writer)
{
    readonly List<(TraceStep Step, int Next)> _steps = [];
    readonly Dictionary<Guid, Conversation> _conversations = [];
    long _begun;

    public IEnumerable<TraceStep> Steps => _steps.Select(entry => entry.Step);

    public void Begin()
    {
        _steps.Clear();
        _conversations.Clear();
        _begun = clock.GetTimestamp();
    }

    public long Now => clock.GetTimestamp();

    public TimeSpan Since(long started) => clock.GetElapsedTime(started);

    public void Add(TraceStep step)
    {
        var id = step.Message.ConversationId;
        ref var conversation = ref CollectionsMarshal.GetValueRefOrAddDefault(_conversations, id, out var isKnown);
        if (!isKnown)
            conversation = new Conversation(First: _steps.Count, Last: -1, IsSampled(id), HasFailure: false);
        else
            CollectionsMarshal.AsSpan(_steps)[conversation.Last].Next = _steps.Count;
        conversation = conversation with
        {
            Last = _steps.Count,
            HasFailure = conversation.HasFailure || step.Error is not null,
        };
        _steps.Add((step, -1));
    }

    /// <param name="events">All of the unit, in the order in which they were appended.</param>
    /// <param name="outgoing">Messages to other workers, or to later.</param>
    public IReadOnlyList<UnitTrace> Write(
        DateTimeOffset at,
        List<CommittedEvent> events,
        IReadOnlyList<Envelope> outgoing,
        PayloadBuffer buffer,
        PayloadBuffer scratch)
    {
        scratch.Reset();
        List<UnitTrace>? traces = null;
        var sent = outgoing.Count == 0 ? null : outgoing.ToLookup(message => message.ConversationId);
        foreach (var (id, conversation) in _conversations)
        {
            if (!conversation.IsSampled && !conversation.HasFailure)
                continue;
            var content = new TraceContent(
                at,
                _begun,
                StepsOf(conversation),
                events,
                sent is null ? [] : sent[id],
                options.KeepsBodies,
                clock,
                scratch);
            (traces ??= []).Add(new(id, at, conversation.HasFailure, writer.Write(content, buffer)));
        }

        return traces ?? [];
    }

    IEnumerable<TraceStep> StepsOf(Conversation conversation)
    {
        for (var index = conversation.First; index >= 0; index = _steps[index].Next)
            yield return _steps[index].Step;
    }

    /// <summary>The same in every process, so that a conversation is traced whole or not at all.</summary>
    bool IsSampled(Guid conversation) =>
        options.Sample >= 1
        || Endpoints.PartitionMap.Hash(conversation) / (double)ulong.MaxValue < options.Sample;

    readonly record struct Conversation(int First, int Last, bool IsSampled, bool HasFailure);
}
