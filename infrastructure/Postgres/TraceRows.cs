using BillingEngine.Messaging.Storage;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres;

/// <summary>Rows of the traces.</summary>
static class TraceRows
{
    const string Insert = """
        insert into traces (conversation_id, at, has_failure, data)
        select conversation_id, at, has_failure, data
        from unnest($1, $2, $3, $4) as new(conversation_id, at, has_failure, data)
        """;

    public static void AddInsert(NpgsqlBatch batch, IReadOnlyList<UnitTrace> traces)
    {
        if (traces.Count == 0)
            return;
        Sql.Add(
            batch,
            Insert,
            Sql.Ids(traces.Select(trace => trace.ConversationId)),
            Sql.Times(traces.Select(trace => (DateTimeOffset?)trace.At)),
            new NpgsqlParameter<bool[]>
            {
                TypedValue = [.. traces.Select(trace => trace.HasFailure)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean,
            },
            Sql.ManyBytes(traces.Select(trace => trace.Data)));
    }
}
