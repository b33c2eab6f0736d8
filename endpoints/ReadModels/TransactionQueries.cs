using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>A transaction, and the message that first requested it.</summary>
public sealed record StoredTransaction(TransactionSnapshot Transaction, Guid MessageId);

/// <summary>Answers questions about transactions as they stand now.</summary>
public sealed class TransactionQueries(NpgsqlDataSource database)
{
    const string Select = """
        select transaction_id, tracking_id, ledger, type, status, source_account_id, destination_account_id, amount, currency,
            reference, description, metadata, failure, correlation_id, fingerprint, created_at, completed_at, message_id,
            original_transaction_id, captured_amount, refunded_amount, fee, authorized_at, expires_at, card_id
        from transactions where transaction_id = any($1)
        """;

    public async Task<TransactionSnapshot?> Find(Guid transactionId, CancellationToken ct) =>
        (await Find([transactionId], ct)) is [var found] ? found.Transaction : null;

    public async Task<IReadOnlyList<StoredTransaction>> Find(
        IReadOnlyCollection<Guid> transactionIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Ids(transactionIds));
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<StoredTransaction> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(new StoredTransaction(Read(reader), reader.GetGuid(17)));
        return found;
    }

    static TransactionSnapshot Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        WireNames.Parse<TransactionType>(reader.GetString(3)),
        WireNames.Parse<TransactionStatus>(reader.GetString(4)),
        reader.GetGuid(5),
        reader.GetGuid(6),
        new Money(reader.GetDecimal(7), new CurrencyCode(reader.GetString(8))),
        Text(reader, 9),
        Text(reader, 10),
        Text(reader, 11) is { } metadata ? new JsonText(metadata) : null,
        Text(reader, 12) is { } failure ? JsonSerializer.Deserialize(failure, MessagesJson.Default.Refusal) : null,
        reader.GetString(13),
        reader.GetString(14),
        reader.GetFieldValue<DateTimeOffset>(15),
        Time(reader, 16),
        Id(reader, 18),
        Amount(reader, 19),
        reader.GetDecimal(20),
        Amount(reader, 21),
        Time(reader, 22),
        Time(reader, 23),
        Id(reader, 24));

    static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    static decimal? Amount(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDecimal(column);

    static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    static string? Text(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}
