using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.Postgres.Operations;

/// <summary>Failures of one type of message with one cause, as far as their stacks tell.</summary>
/// <param name="Sample">The one that failed last.</param>
/// <param name="CountOf">How many there are, by status.</param>
/// <param name="Accounts">How many accounts they are about.</param>
/// <param name="AccountIds">The first of these, by id.</param>
/// <param name="AtRisk">
/// By currency, the money that they are about and that is not where it should be. A transaction counts once, with the
/// largest amount that a message of it has here; a message without a transaction counts by itself. What is resolved
/// does not count.
/// </param>
public sealed record FailureGroup(
    Guid GroupId,
    string Type,
    string ExceptionType,
    string ExceptionMessage,
    FailureKey Sample,
    long Count,
    IReadOnlyList<(string Status, long Count)> CountOf,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    long Accounts,
    IReadOnlyList<Guid> AccountIds,
    IReadOnlyList<(string Currency, decimal Amount)> AtRisk,
    IReadOnlyList<string> Endpoints);

/// <summary>Where a group stands in the list, whose largest come first.</summary>
public readonly record struct GroupPosition(long Count, Guid GroupId) : IParsable<GroupPosition>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{Count}.{GroupId}");

    public static GroupPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException($"{s} is no place in the list.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GroupPosition result)
    {
        result = default;
        if (s?.Split('.', 2) is not [var count, var id]
            || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Guid.TryParseExact(id, "D", out var groupId))
            return false;
        result = new(number, groupId);
        return true;
    }
}

/// <summary>Sums up the messages that have failed by their cause.</summary>
public sealed class FailureGroups(NpgsqlDataSource database)
{
    // One snapshot: the groups of the page first, then what needs their messages again, each by its own grouping.
    const string Select = """
        with page as (
            select fingerprint, count(*) as messages, min(first_failed_at) as first_seen, max(failed_at) as last_seen,
                count(*) filter (where status = 'failed') as failed,
                count(*) filter (where status = 'retrying') as retrying,
                count(*) filter (where status = 'resolved') as resolved,
                count(*) filter (where status = 'archived') as archived,
                array_agg(distinct endpoint order by endpoint) as endpoints
            from failed_messages
            where status = any($1) and fingerprint is not null and ($2 is null or fingerprint = $2)
            group by fingerprint
            having $3 is null or (count(*), fingerprint) < ($3, $4)
            order by count(*) desc, fingerprint desc
            limit $5
        ), members as (
            select f.fingerprint, f.message_id, f.status, f.account_ids, f.transaction_id, f.amount, f.currency
            from page join failed_messages f using (fingerprint)
            where f.status = any($1)
        ), accounts as (
            select fingerprint, count(distinct id) as accounts, (array_agg(distinct id order by id))[1:10] as first_ids
            from members, unnest(account_ids) as id
            group by fingerprint
        ), transactions as (
            select fingerprint, currency, max(amount) as amount
            from members where amount is not null and status <> 'resolved'
            group by fingerprint, currency, coalesce(transaction_id, message_id)
        ), sums as (
            select fingerprint, currency, sum(amount) as amount from transactions group by fingerprint, currency
        ), money as (
            select fingerprint, array_agg(currency order by currency) as currencies,
                array_agg(amount order by currency) as amounts
            from sums group by fingerprint
        )
        select p.fingerprint, s.type, s.exception_type, s.exception_message, s.message_id, s.partition, p.messages,
            p.failed, p.retrying, p.resolved, p.archived, p.first_seen, p.last_seen, coalesce(a.accounts, 0),
            coalesce(a.first_ids, '{}'), coalesce(m.currencies, '{}'), coalesce(m.amounts, '{}'), p.endpoints
        from page p
        cross join lateral (
            select type, exception_type, exception_message, message_id, partition from failed_messages f
            where f.fingerprint = p.fingerprint and f.status = any($1)
            order by f.failed_at desc, f.message_id desc, f.partition desc limit 1) s
        left join accounts a using (fingerprint)
        left join money m using (fingerprint)
        order by p.messages desc, p.fingerprint desc
        """;

    /// <summary>Those with the most messages come first.</summary>
    public Task<IReadOnlyList<FailureGroup>> Find(
        IReadOnlyList<string> statuses, GroupPosition? after, int limit, CancellationToken ct) =>
        Find(statuses, groupId: null, after, limit, ct);

    public async Task<FailureGroup?> Find(Guid groupId, IReadOnlyList<string> statuses, CancellationToken ct) =>
        await Find(statuses, groupId, after: null, limit: 1, ct) is [var found] ? found : null;

    async Task<IReadOnlyList<FailureGroup>> Find(
        IReadOnlyList<string> statuses, Guid? groupId, GroupPosition? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Texts(statuses));
        command.Parameters.Add(Sql.OptionalId(groupId));
        command.Parameters.Add(
            new() { Value = after is { Count: var count } ? count : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(Sql.OptionalId(after?.GroupId));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<FailureGroup> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    static FailureGroup Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        new(row.GetGuid(4), row.GetInt32(5)),
        row.GetInt64(6),
        [.. FailureQuery.AllStatuses.Select((status, index) => (status, row.GetInt64(7 + index)))],
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetInt64(13),
        row.GetFieldValue<Guid[]>(14),
        [.. row.GetFieldValue<string[]>(15).Zip(row.GetFieldValue<decimal[]>(16))],
        row.GetFieldValue<string[]>(17));
}
