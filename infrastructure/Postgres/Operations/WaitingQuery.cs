using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>Which of the messages that wait are meant. What is null does not matter.</summary>
public sealed record WaitingQuery
{
    /// <summary>Those that are merely on their way to another worker do not count as waiting.</summary>
    internal const string Matching = $"""
        from queue q join partitions p on p.partition = q.partition
        where q.kind <> 'message'
            and ($1::text is null or q.kind = $1)
            and ($2::text is null or q.type = $2)
            and ($3::text is null or p.endpoint = $3)
            and ($4::text is null or {HeaderText.SagaId} = $4 or {HeaderText.SenderSagaId} = $4)
            and ($5::text is null or position(convert_to($5, 'UTF8') in q.body) > 0
                or {HeaderText.SagaId} in (select saga_id::text from sagas where correlation = $5)
                or {HeaderText.SenderSagaId} in (select saga_id::text from sagas where correlation = $5))
            and ($6::text is null or {HeaderText.ConversationId} = $6)
            and ($7::timestamptz is null or (q.due_at >= $7 and q.kind <> 'parked'))
            and ($8::timestamptz is null or q.due_at < $8)
        """;

    public WaitKind? Kind { get; init; }

    /// <summary>Stable name of the contract.</summary>
    public string? Type { get; init; }

    public string? Endpoint { get; init; }

    /// <summary>The saga that it is for, or that has sent it.</summary>
    public Guid? SagaId { get; init; }

    /// <summary>It is about this transaction, or to or from a saga of it.</summary>
    public Guid? TransactionId { get; init; }

    public Guid? ConversationId { get; init; }

    /// <summary>Due at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Due before this time.</summary>
    public DateTimeOffset? To { get; init; }

    internal void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(Sql.OptionalText(Kind is { } kind ? QueueRows.NameOf(kind) : null));
        parameters.Add(Sql.OptionalText(Type));
        parameters.Add(Sql.OptionalText(Endpoint));
        parameters.Add(Sql.OptionalText(SagaId?.ToString()));
        parameters.Add(Sql.OptionalText(TransactionId?.ToString()));
        parameters.Add(Sql.OptionalText(ConversationId?.ToString()));
        parameters.Add(Sql.OptionalTime(From));
        parameters.Add(Sql.OptionalTime(To));
    }
}
