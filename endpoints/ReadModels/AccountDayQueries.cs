using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.ReadModels;

/// <summary>What a day (UTC) did to the balance of an account.</summary>
/// <param name="Opening">Major units, signed: before the first change of the day.</param>
/// <param name="Low">The lowest balance of the day, its opening included.</param>
/// <param name="Debits">All that left; not signed.</param>
/// <param name="Credits">All that came; not signed.</param>
public sealed record AccountDay(
    DateOnly Day,
    decimal Opening,
    decimal Closing,
    decimal Low,
    decimal High,
    decimal Debits,
    decimal Credits,
    int Entries)
{
    /// <summary>A day without a change: the balance is what it was.</summary>
    public static AccountDay Quiet(DateOnly day, decimal balance) =>
        new(day, balance, balance, balance, balance, Debits: 0, Credits: 0, Entries: 0);
}

/// <summary>Which days are asked for.</summary>
/// <param name="First">None before this day.</param>
/// <param name="Last">None after this day.</param>
/// <param name="IsFilled">Days without a change too.</param>
/// <param name="Limit">At most so many days, the latest of them.</param>
public sealed record DayQuery(Guid AccountId, DateOnly First, DateOnly Last, bool IsFilled, int Limit);

/// <summary>Answers questions about the days of an account.</summary>
public interface IAccountDays
{
    /// <summary>The days, latest first.</summary>
    Task<IReadOnlyList<AccountDay>> Find(DayQuery query, CancellationToken ct);
}

/// <summary>Reads the account_days table.</summary>
public sealed class AccountDayQueries(NpgsqlDataSource database) : IAccountDays
{
    const string Select = """
        select day, opening, closing, low, high, debits, credits, entries
        from account_days where account_id = $1 and day between $2 and $3
        order by day desc limit $4
        """;

    // For each day the latest row up to it: the day's own, or the one whose closing still stands.
    const string SelectFilled = """
        select calendar.day::date, row.day, row.opening, row.closing, row.low, row.high, row.debits, row.credits,
            row.entries
        from generate_series($3::timestamp, $2::timestamp, interval '-1 day') as calendar(day)
        left join lateral (
            select * from account_days
            where account_id = $1 and day <= calendar.day::date
            order by day desc limit 1) row on true
        order by calendar.day desc
        """;

    public async Task<IReadOnlyList<AccountDay>> Find(DayQuery query, CancellationToken ct)
    {
        var first = query.First;
        if (query.IsFilled && query.Last.DayNumber - first.DayNumber >= query.Limit)
            first = query.Last.AddDays(1 - query.Limit);
        await using var command = database.CreateCommand(query.IsFilled ? SelectFilled : Select);
        command.Parameters.Add(new() { Value = query.AccountId });
        command.Parameters.Add(new() { Value = first, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = query.Last, NpgsqlDbType = NpgsqlDbType.Date });
        if (!query.IsFilled)
            command.Parameters.Add(new() { Value = query.Limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<AccountDay> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(query.IsFilled ? ReadFilled(reader) : Read(reader, reader.GetFieldValue<DateOnly>(0), column: 1));
        return found;
    }

    static AccountDay ReadFilled(NpgsqlDataReader reader)
    {
        var day = reader.GetFieldValue<DateOnly>(0);
        if (reader.IsDBNull(1))
            return AccountDay.Quiet(day, balance: 0);
        return reader.GetFieldValue<DateOnly>(1) == day
            ? Read(reader, day, column: 2)
            : AccountDay.Quiet(day, reader.GetDecimal(3));
    }

    static AccountDay Read(NpgsqlDataReader reader, DateOnly day, int column) => new(
        day,
        reader.GetDecimal(column),
        reader.GetDecimal(column + 1),
        reader.GetDecimal(column + 2),
        reader.GetDecimal(column + 3),
        reader.GetDecimal(column + 4),
        reader.GetDecimal(column + 5),
        reader.GetInt32(column + 6));
}
