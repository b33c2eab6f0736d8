using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>Answers questions about accounts as they stand now.</summary>
public sealed class AccountQueries(NpgsqlDataSource database)
{
    const string Select = """
        select account_id, ledger, owner_id, owner_type, kind, currency, status, balance, held, min_balance,
            max_balance, credit_limit, kyc_level, metadata, version, created_at, updated_at, per_transaction_limit,
            daily_limit
        from accounts where account_id = $1
        """;

    public async Task<AccountSnapshot?> Find(Guid accountId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = accountId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    internal static AccountSnapshot Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        WireNames.Parse<AccountKind>(reader.GetString(4)),
        new CurrencyCode(reader.GetString(5)),
        WireNames.Parse<AccountStatus>(reader.GetString(6)),
        reader.GetDecimal(7),
        reader.GetDecimal(8),
        Available: reader.GetDecimal(7) - reader.GetDecimal(8),
        reader.IsDBNull(9) ? null : reader.GetDecimal(9),
        reader.IsDBNull(10) ? null : reader.GetDecimal(10),
        reader.IsDBNull(11) ? null : reader.GetDecimal(11),
        reader.GetInt32(12),
        reader.IsDBNull(13) ? null : new JsonText(reader.GetString(13)),
        reader.GetInt32(14),
        reader.GetFieldValue<DateTimeOffset>(15),
        reader.GetFieldValue<DateTimeOffset>(16),
        reader.IsDBNull(17) ? null : reader.GetDecimal(17),
        reader.IsDBNull(18) ? null : reader.GetDecimal(18));
}
