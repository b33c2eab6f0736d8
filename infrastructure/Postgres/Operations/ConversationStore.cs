using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>
/// Finds what is on record of conversations: traces, events, what waits and what has failed, in two or three round
/// trips however many messages there are.
/// </summary>
public sealed class ConversationStore(NpgsqlDataSource database) : IConversations
{
    /// <summary>Beyond any of these an answer is cut.</summary>
    const int MostConversations = 100;
    const int MostUnits = 500;
    const int MostBytes = 4 * 1024 * 1024;
    const int MostOfQueue = 200;
    const int MostFailures = 200;
    const int MostEvents = 2000;

    const string SelectTraces = """
        select conversation_id, at, has_failure, data
        from (
            select conversation_id, at, has_failure, data, row_number() over earlier as number,
                sum(octet_length(data)) over earlier as bytes
            from traces where conversation_id = any($1)
            window earlier as (order by at, conversation_id rows unbounded preceding)
        ) traced
        where number = 1 or (number <= $2 and bytes <= $3)
        order by at
        """;

    const string CountTraces = "select count(*) from traces where conversation_id = any($1)";

    const string SelectWaiting = """
        select conversation_id, message_id, partition, type, kind, due_at
        from queue where conversation_id = any($1) and kind <> 'message'
        order by due_at, sequence limit $2
        """;

    const string SelectFailures = """
        select conversation_id, message_id, partition, type, status, failures, failed_at, exception_type,
            exception_message
        from failed_messages where conversation_id = any($1)
        order by failed_at, message_id, partition limit $2
        """;

    // What is on its way is gone within moments as a rule: only the head of a partition's queue is looked through.
    const string SelectOnTheWay = """
        select wanted.conversation_id, q.message_id, q.partition, q.type, q.kind, q.due_at
        from unnest($1, $2, $3) as wanted(conversation_id, message_id, partition)
        join (
            select head.* from unnest($4) as asked(partition)
            cross join lateral (
                select message_id, partition, type, kind, due_at from queue
                where queue.partition = asked.partition order by due_at, sequence limit 5000
            ) head
        ) q on q.message_id = wanted.message_id and q.partition = wanted.partition and q.kind = 'message'
        limit $5
        """;

    public Task<FoundConversations> Find(Guid conversationId, CancellationToken ct) =>
        Find([new ConversationInTime(conversationId, [])], isCut: false, ct);

    public async Task<FoundConversations> OfTransaction(Guid transactionId, CancellationToken ct)
    {
        var known = await ConversationEvents.OfTransaction(database, transactionId, MostConversations + 1, ct);
        return await Find([.. known.Take(MostConversations)], known.Count > MostConversations, ct);
    }

    async Task<FoundConversations> Find(IReadOnlyList<ConversationInTime> asked, bool isCut, CancellationToken ct)
    {
        if (asked.Count == 0)
            return new([], isCut);
        var ids = asked.Select(one => one.ConversationId).ToList();
        var (traces, waiting, failures) = await ReadRecords(ids, ct);
        var messages = traces.Units
            .GroupBy(unit => unit.ConversationId)
            .ToDictionary(units => units.Key, units => TraceReader.Read(units.Select(unit => (unit.At, unit.Data))));
        // Of a conversation that is not sampled, only units with a failure are traced: there may be events of others.
        var sampled = traces.Units.Where(unit => !unit.HasFailure).Select(unit => unit.ConversationId).ToHashSet();
        var unsampled = asked.Where(one => !sampled.Contains(one.ConversationId));
        var (events, onTheWay) = await ReadDetails(unsampled, messages, failures, ct);
        var found = asked.Select(one => new Conversation(
            one.ConversationId,
            messages.GetValueOrDefault(one.ConversationId, []),
            events.Of(one.ConversationId),
            [.. waiting.Concat(onTheWay).Where(message => message.ConversationId == one.ConversationId)],
            [.. failures.Where(failure => failure.ConversationId == one.ConversationId)]));
        return new(
            [.. found.Where(IsKnown)],
            isCut || traces.IsCut || events.IsCut || waiting.Count == MostOfQueue || failures.Count == MostFailures);
    }

    static bool IsKnown(Conversation found) =>
        found.IsTraced || found.Events.Count + found.Waiting.Count + found.Failures.Count > 0;

    async Task<(Traces, List<ConversationWait>, List<FailureOfConversation>)> ReadRecords(
        List<Guid> ids, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        Sql.Add(batch, SelectTraces, Sql.Ids(ids), Sql.Value(MostUnits), Sql.Value(MostBytes));
        Sql.Add(batch, CountTraces, Sql.Ids(ids));
        Sql.Add(batch, SelectWaiting, Sql.Ids(ids), Sql.Value(MostOfQueue));
        Sql.Add(batch, SelectFailures, Sql.Ids(ids), Sql.Value(MostFailures));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var units = await reader.ReadAll(Unit, ct);
        await reader.NextResultAsync(ct);
        var count = (await reader.ReadAll(row => row.GetInt64(0), ct))[0];
        await reader.NextResultAsync(ct);
        var waiting = await reader.ReadAll(Waiting, ct);
        await reader.NextResultAsync(ct);
        return (new(units, count > units.Count), waiting, await reader.ReadAll(Failure, ct));
    }

    async Task<(ConversationEvents, List<ConversationWait>)> ReadDetails(
        IEnumerable<ConversationInTime> unsampled,
        Dictionary<Guid, IReadOnlyList<TracedMessage>> messages,
        List<FailureOfConversation> failures,
        CancellationToken ct)
    {
        var open = messages
            .SelectMany(conversation => conversation.Value.Where(IsOpen).Select(
                message => (Conversation: conversation.Key, message.MessageId, message.Partition)))
            .Concat(failures.Select(
                failed => (Conversation: failed.ConversationId, failed.Key.MessageId, failed.Key.Partition)))
            .Distinct()
            .ToList();
        await using var batch = database.CreateBatch();
        ConversationEvents.AddSelects(batch, messages, unsampled, MostEvents + 1);
        Sql.Add(
            batch,
            SelectOnTheWay,
            Sql.Ids(open.Select(one => one.Conversation)),
            Sql.Ids(open.Select(one => one.MessageId)),
            Sql.Ints(open.Select(one => one.Partition)),
            Sql.Ints(open.Select(one => one.Partition).Distinct()),
            Sql.Value(MostOfQueue));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var events = await ConversationEvents.Read(reader, MostEvents, ct);
        return (events, await reader.ReadAll(Waiting, ct));
    }

    static bool IsOpen(TracedMessage message) =>
        message.Deliveries.All(delivery => delivery.Outcome is not (StepOutcome.Handled or StepOutcome.AlreadyDone));

    static TracedUnit Unit(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetBoolean(2), row.GetFieldValue<byte[]>(3));

    static ConversationWait Waiting(NpgsqlDataReader row)
    {
        var due = row.GetFieldValue<DateTimeOffset>(5);
        return new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetInt32(2),
            row.GetString(3),
            QueueRows.KindOf(row.GetString(4)),
            due == TransportMessage.Never ? null : due);
    }

    static FailureOfConversation Failure(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new FailureKey(row.GetGuid(1), row.GetInt32(2)),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetFieldValue<DateTimeOffset>(6))
    {
        ExceptionType = row.GetString(7),
        ExceptionMessage = row.GetString(8),
    };

    sealed record TracedUnit(Guid ConversationId, DateTimeOffset At, bool HasFailure, ReadOnlyMemory<byte> Data);

    sealed record Traces(List<TracedUnit> Units, bool IsCut);
}
