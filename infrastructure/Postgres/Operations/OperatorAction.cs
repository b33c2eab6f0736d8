using Npgsql;

namespace BillingEngine.Postgres.Operations;

/// <summary>What an operator does, for the record. It is written in the transaction that does it.</summary>
/// <param name="Actor">As the gateway in front says.</param>
/// <param name="Action">Stable and short, such as <c>message.archive</c>.</param>
/// <param name="Target">What it is done to.</param>
public sealed record OperatorAction(string Actor, string Action, string Target, string? Reason)
{
    const string Insert = """
        insert into operator_actions (actor, action, target, reason) values ($1, $2, $3, $4)
        """;

    internal void AddTo(NpgsqlBatch batch) => Sql.Add(
        batch, Insert, Sql.Value(Actor), Sql.Value(Action), Sql.Value(Target), Sql.OptionalText(Reason));
}
