using BillingEngine.Messaging.Tracing;
using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>A message that a saga has handled, and what that made of it.</summary>
public sealed record SagaStep(TracedMessage Message, TracedDelivery Delivery, TracedSaga Saga);

/// <summary>What sagas have been through, as far as the traces go back; whether they have ended or not.</summary>
public sealed class SagaHistory(NpgsqlDataSource database)
{
    /// <summary>No more rows of the traces are read than these: a conversation may be very long.</summary>
    public const int MostRows = 2_000;

    const string SelectTraces = """
        with conversations as (
            select distinct e.conversation_id as id from events e where e.stream_id = $1
            union select f.conversation_id from failed_messages f where f.transaction_id = $1
        )
        select t.at, t.data from traces t
        where t.conversation_id in (select id from conversations where id is not null)
        order by t.at limit $2
        """;

    /// <param name="transaction">The one that the saga was started for.</param>
    /// <returns>The steps in their order, and whether there is more in the traces than was read.</returns>
    public async Task<(IReadOnlyList<SagaStep> Steps, bool IsCut)> Find(
        Guid sagaId, Guid transaction, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectTraces);
        command.Parameters.Add(Sql.Value(transaction));
        command.Parameters.Add(Sql.Value(MostRows + 1));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(DateTimeOffset At, ReadOnlyMemory<byte> Data)> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<byte[]>(1)));
        return ([.. StepsOf(sagaId, TraceReader.Read(rows.Take(MostRows)))], rows.Count > MostRows);
    }

    static IEnumerable<SagaStep> StepsOf(Guid sagaId, IEnumerable<TracedMessage> messages) =>
        from message in messages
        from delivery in message.Deliveries
        from saga in delivery.Sagas
        where saga.SagaId == sagaId
        orderby delivery.Started
        select new SagaStep(message, delivery, saga);
}
