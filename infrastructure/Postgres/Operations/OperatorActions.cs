using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres.Operations;

/// <summary>Something that an operator did.</summary>
/// <param name="ActionId">Later ones have higher ones.</param>
/// <param name="Details">JSON; null when there are none.</param>
public sealed record RecordedAction(
    long ActionId, DateTimeOffset At, string Actor, string Action, string Target, string? Reason, string? Details);

/// <summary>Which actions are asked for; what is null does not narrow it.</summary>
/// <param name="Before">None from this one on: where the page before has ended.</param>
public sealed record ActionQuery(string? Actor, string? Action, string? Target, long? Before, int Limit);

/// <summary>Tells what operators did.</summary>
public sealed class OperatorActions(NpgsqlDataSource database)
{
    const string Select = """
        select action_id, at, actor, action, target, reason, details::text from operator_actions
        where ($1 is null or actor = $1) and ($2 is null or action = $2) and ($3 is null or target = $3)
            and ($4 is null or action_id < $4)
        order by action_id desc limit $5
        """;

    /// <summary>The newest come first.</summary>
    public async Task<IReadOnlyList<RecordedAction>> Find(ActionQuery query, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.OptionalText(query.Actor));
        command.Parameters.Add(Sql.OptionalText(query.Action));
        command.Parameters.Add(Sql.OptionalText(query.Target));
        command.Parameters.Add(new()
        {
            Value = query.Before is { } before ? before : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bigint,
        });
        command.Parameters.Add(Sql.Value(query.Limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RecordedAction> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    static RecordedAction Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetFieldValue<DateTimeOffset>(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6));
}
