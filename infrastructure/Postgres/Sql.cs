using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres;

/// <summary>
/// Statements with positional parameters, written short. Arrays are for unnest: many rows, one statement.
/// </summary>
public static class Sql
{
    public static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlParameter Value<TValue>(TValue value)
        where TValue : notnull => new NpgsqlParameter<TValue> { TypedValue = value };

    public static NpgsqlParameter OptionalId(Guid? value) =>
        new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Uuid };

    public static NpgsqlParameter OptionalText(string? value) =>
        new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter OptionalTime(DateTimeOffset? value) => new()
    {
        Value = value is null ? DBNull.Value : value.Value.ToUniversalTime(),
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    public static NpgsqlParameter Numeric(decimal? value) =>
        new() { Value = value is null ? DBNull.Value : value, NpgsqlDbType = NpgsqlDbType.Numeric };

    /// <summary>Kept as it came: jsonb would reorder its members and rewrite its numbers.</summary>
    public static NpgsqlParameter Json(string? json) =>
        new() { Value = json is null ? DBNull.Value : json, NpgsqlDbType = NpgsqlDbType.Json };

    public static NpgsqlParameter Jsonb(ReadOnlyMemory<byte> json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    public static NpgsqlParameter Json(ReadOnlyMemory<byte> json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Json };

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> bytes) => new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };

    public static NpgsqlParameter Ids(IEnumerable<Guid> values) => Array(NpgsqlDbType.Uuid, values);

    public static NpgsqlParameter OptionalIds(IEnumerable<Guid?> values) => Array(NpgsqlDbType.Uuid, values);

    public static NpgsqlParameter Ints(IEnumerable<int> values) => Array(NpgsqlDbType.Integer, values);

    public static NpgsqlParameter Longs(IEnumerable<long> values) => Array(NpgsqlDbType.Bigint, values);

    public static NpgsqlParameter OptionalLongs(IEnumerable<long>? values) => new()
    {
        Value = values is null ? DBNull.Value : values.ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };

    public static NpgsqlParameter Texts(IEnumerable<string?> values) => Array(NpgsqlDbType.Text, values);

    public static NpgsqlParameter Numerics(IEnumerable<decimal?> values) => Array(NpgsqlDbType.Numeric, values);

    public static NpgsqlParameter Times(IEnumerable<DateTimeOffset?> values) => Array(NpgsqlDbType.TimestampTz, values);

    public static NpgsqlParameter Jsonbs(IEnumerable<ReadOnlyMemory<byte>> values) =>
        Array(NpgsqlDbType.Jsonb, values.Select(value => value.ToArray()));

    public static NpgsqlParameter Jsons(IEnumerable<ReadOnlyMemory<byte>> values) => Array(NpgsqlDbType.Json, values);

    public static NpgsqlParameter ManyBytes(IEnumerable<ReadOnlyMemory<byte>> values) =>
        Array(NpgsqlDbType.Bytea, values.Select(value => value.ToArray()));

    static NpgsqlParameter<TValue[]> Array<TValue>(NpgsqlDbType type, IEnumerable<TValue> values) =>
        new() { TypedValue = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
