using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Tracing;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>A conversation, and the times at which it is known to have appended events.</summary>
sealed record ConversationInTime(Guid ConversationId, IReadOnlyList<DateTimeOffset> Times);

/// <summary>
/// The events of conversations. Traces tell where they stand. Without, they are looked for around the times of those
/// that are known: a conversation does what it does to accounts while it does something to its transaction.
/// </summary>
sealed class ConversationEvents(ILookup<Guid, StoredEvent> events, bool isCut)
{
    /// <summary>Events of one conversation that are closer together have none beyond between them.</summary>
    static readonly TimeSpan Gap = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    const string SelectOfTransaction = """
        (
            select conversation_id, occurred_at from events
            where stream_id = $1 order by stream_version limit 5000
        )
        union
        select conversation_id, failed_at from failed_messages
        where transaction_id = $1 and conversation_id is not null
        order by 2
        """;

    const string SelectTraced = $"""
        select e.*, traced.conversation
        from unnest($1, $2, $3, $4) as traced(conversation, place, first, count)
        cross join lateral (
            select {EventRow.Columns} from events
            where partition = traced.place
                and position >= traced.first and position < traced.first + traced.count) e
        order by e.occurred_at, e.partition, e.position limit $5
        """;

    const string SelectUntraced = $"""
        select e.*, period.conversation
        from unnest($1, $2, $3) as period(conversation, start, finish)
        cross join lateral (
            select {EventRow.Columns} from events
            where occurred_at between period.start and period.finish and conversation_id = period.conversation) e
        order by e.occurred_at, e.partition, e.position limit $4
        """;

    public bool IsCut => isCut;

    public IReadOnlyList<StoredEvent> Of(Guid conversation) => [.. events[conversation]];

    /// <summary>The conversations of a transaction, by their first sign of life.</summary>
    public static async Task<IReadOnlyList<ConversationInTime>> OfTransaction(
        NpgsqlDataSource database, Guid transactionId, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectOfTransaction);
        command.Parameters.Add(Sql.Value(transactionId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var signs = await reader.ReadAll(row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), ct);
        return
        [
            .. signs.GroupBy(sign => sign.Item1, sign => sign.Item2)
                .Select(times => new ConversationInTime(times.Key, [.. times]))
                .Take(limit),
        ];
    }

    public static void AddSelects(
        NpgsqlBatch batch,
        Dictionary<Guid, IReadOnlyList<TracedMessage>> messages,
        IEnumerable<ConversationInTime> unsampled,
        int limit)
    {
        var ranges = (
            from conversation in messages
            from message in conversation.Value
            from delivery in message.Deliveries
            where delivery.Events > 0
            select (Conversation: conversation.Key, message.Partition, delivery.FirstEvent, delivery.Events)).ToList();
        Sql.Add(
            batch,
            SelectTraced,
            Sql.Ids(ranges.Select(range => range.Conversation)),
            Sql.Ints(ranges.Select(range => range.Partition)),
            Sql.Longs(ranges.Select(range => range.FirstEvent)),
            Sql.Ints(ranges.Select(range => range.Events)),
            Sql.Value(limit));
        var periods = unsampled.SelectMany(Periods).ToList();
        Sql.Add(
            batch,
            SelectUntraced,
            Sql.Ids(periods.Select(period => period.Conversation)),
            Sql.Times(periods.Select(period => (DateTimeOffset?)period.Start)),
            Sql.Times(periods.Select(period => (DateTimeOffset?)period.Finish)),
            Sql.Value(limit));
    }

    /// <summary>Reads what both statements found; an event that both have found is one.</summary>
    public static async Task<ConversationEvents> Read(NpgsqlDataReader reader, int limit, CancellationToken ct)
    {
        var traced = await reader.ReadAll(row => (Event: EventRow.Read(row), Conversation: row.GetGuid(EventRow.Width)), ct);
        await reader.NextResultAsync(ct);
        var untraced = await reader.ReadAll(row => (Event: EventRow.Read(row), Conversation: row.GetGuid(EventRow.Width)), ct);
        await reader.NextResultAsync(ct);
        return new(
            traced.Take(limit).Concat(untraced.Take(limit))
                .DistinctBy(found => (found.Event.Partition, found.Event.Position))
                .ToLookup(found => found.Conversation, found => found.Event),
            traced.Count > limit || untraced.Count > limit);
    }

    /// <summary>When to look for events that no trace tells of.</summary>
    static IEnumerable<(Guid Conversation, DateTimeOffset Start, DateTimeOffset Finish)> Periods(
        ConversationInTime conversation)
    {
        DateTimeOffset? start = null;
        DateTimeOffset last = default;
        foreach (var time in conversation.Times)
        {
            if (start is { } begun && time - last > Gap)
            {
                yield return (conversation.ConversationId, begun - Margin, last + Margin);
                start = null;
            }

            start ??= time;
            last = time;
        }

        if (start is { } first)
            yield return (conversation.ConversationId, first - Margin, last + Margin);
    }
}
