using BillingEngine.Messages.Accounts;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>Answers questions about cards as they stand now.</summary>
public sealed class CardQueries(NpgsqlDataSource database)
{
    const string Select = """
        select card_id, account_id, ledger, status, label, expires_at, created_at, updated_at
        from cards where card_id = $1
        """;

    // An account has a bounded number of cards for ever.
    const string SelectOfAccount = """
        select card_id, account_id, ledger, status, label, expires_at, created_at, updated_at
        from cards where account_id = $1
        order by created_at desc, card_id desc
        """;

    public async Task<CardSnapshot?> Find(Guid cardId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        return (await Read(command, cardId, ct)) is [var found] ? found : null;
    }

    /// <summary>All cards of an account, newest first.</summary>
    public async Task<IReadOnlyList<CardSnapshot>> OfAccount(Guid accountId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(SelectOfAccount);
        return await Read(command, accountId, ct);
    }

    static async Task<List<CardSnapshot>> Read(NpgsqlCommand command, Guid id, CancellationToken ct)
    {
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<CardSnapshot> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(Read(reader));
        return found;
    }

    static CardSnapshot Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetString(2),
        WireNames.Parse<CardStatus>(reader.GetString(3)),
        reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.GetFieldValue<DateTimeOffset>(5),
        reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetFieldValue<DateTimeOffset>(7));
}
