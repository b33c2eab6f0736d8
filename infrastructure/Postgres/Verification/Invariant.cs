using Npgsql;

namespace BillingEngine.Postgres.Verification;

/// <summary>Something that must hold in the database, and how to find where it does not.</summary>
/// <param name="Name">Stable and short, such as <c>balances-sum-to-zero</c>.</param>
/// <param name="Explanation">One clause that says what holds, for the reader of the report.</param>
/// <param name="FindViolations">
/// Answers a text for each violation, nothing when the invariant holds. Runs in a read-only transaction on one
/// snapshot.
/// </param>
public sealed record Invariant(
    string Name,
    string Explanation,
    Func<NpgsqlConnection, CancellationToken, Task<IReadOnlyList<string>>> FindViolations)
{
    /// <param name="name">As above.</param>
    /// <param name="explanation">As above.</param>
    /// <param name="sql">A query with a row for each violation, told by its first column.</param>
    public Invariant(string name, string explanation, string sql)
        : this(name, explanation, (connection, ct) => Query(connection, Few(sql), ct))
    {
    }

    // A limit by itself is planned for as if violations were many and soon found: row by row through the indexes. There
    // are
    // none as a rule, and then all of it is gone through.
    static string Few(string sql) =>
        $"with violations as materialized (\n{sql}\n)\nselect * from violations limit {Finding.Shown}";

    static async Task<IReadOnlyList<string>> Query(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var violations = new List<string>();
        while (violations.Count < Finding.Shown && await reader.ReadAsync(ct))
            violations.Add(await reader.IsDBNullAsync(0, ct) ? "(null)" : reader.GetValue(0).ToString()!);
        return violations;
    }
}
