using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace BillingEngine.Postgres.Verification;

/// <summary>Checks invariants against the database.</summary>
public sealed class Verifier
{
    readonly IReadOnlyList<Invariant> _invariants;

    public Verifier(IReadOnlyList<Invariant> invariants)
    {
        if (invariants.Count == 0)
            throw new ArgumentException("There is no invariant to check: a verification of nothing would always pass.");
        _invariants = invariants;
    }

    /// <summary>The findings in the order of the invariants, each as soon as it is made.</summary>
    public async IAsyncEnumerable<Finding> Run(
        string connectionString,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        // One snapshot for all of them: an engine at work beside it cannot make two halves of a check disagree.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await Execute(connection, "set transaction read only", ct);
        // The checks go over whole tables, whatever the planner may think of how soon a violation is found.
        await Execute(connection, "set local work_mem = '64MB'", ct);
        await Execute(connection, "set local enable_nestloop = off", ct);
        foreach (var invariant in _invariants)
            yield return new Finding(invariant, await Violations(invariant, transaction, ct));
    }

    // A check that cannot run proves nothing, so it counts as violated; the savepoint keeps the others going.
    static async Task<IReadOnlyList<string>> Violations(
        Invariant invariant,
        NpgsqlTransaction transaction,
        CancellationToken ct)
    {
        await transaction.SaveAsync("invariant", ct);
        try
        {
            return await invariant.FindViolations(transaction.Connection!, ct);
        }
        catch (PostgresException e)
        {
            await transaction.RollbackAsync("invariant", ct);
            return [$"it could not be checked: {e.MessageText} ({e.SqlState})"];
        }
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
