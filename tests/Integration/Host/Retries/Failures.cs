using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Operations;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host.Retries;

/// <summary>Messages that have failed, as the engine would have left them.</summary>
static class Failures
{
    static readonly MessageTypes contracts = new([new MessageModule(Catalog.All, MessagesJson.Default)]);

    const string Insert = """
        insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
            exception_message, exception, attempts, failed_at, fingerprint)
        values ($1, $2, 'transactions', 'topup.request.v1', $3, $4, 'X', 'x', 'x', 1, clock_timestamp(), $5)
        """;

    const string SelectPartitions = """
        select array_agg(partition order by slot) from partitions where endpoint = 'transactions'
        """;

    /// <summary>Requests of top-ups of 1.00 each that will succeed, or that nobody can read.</summary>
    public static async Task<IReadOnlyList<FailureKey>> Add(
        string connection, string ledger, string wallet, int readable, int unreadable = 0, Guid? group = null)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var select = database.CreateCommand(SelectPartitions);
        var partitions = await select.ExecuteScalarAsync() as int[] ?? [16];
        List<FailureKey> keys = [];
        for (var number = -unreadable; number < readable; number++)
        {
            var id = DeterministicId.Request(ledger, $"retried {number}");
            var partition = partitions[(int)(PartitionMap.Hash(id) % (ulong)partitions.Length)];
            await using var insert = database.CreateCommand(Insert);
            insert.Parameters.Add(Sql.Value(id));
            insert.Parameters.Add(Sql.Value(partition));
            insert.Parameters.Add(Sql.Json(HeadersOf(id)));
            insert.Parameters.Add(Sql.Bytes(number < 0 ? "{}"u8.ToArray() : BodyOf(id, number, ledger, wallet)));
            insert.Parameters.Add(Sql.OptionalId(group));
            await insert.ExecuteNonQueryAsync();
            keys.Add(new FailureKey(id, partition));
        }

        return keys;
    }

    static string HeadersOf(Guid id) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["NServiceBus.MessageId"] = id.ToString(),
        ["NServiceBus.ConversationId"] = id.ToString(),
        ["NServiceBus.MessageIntent"] = "Send",
        ["NServiceBus.FailedQ"] = "transactions",
    });

    static byte[] BodyOf(Guid id, int number, string ledger, string wallet)
    {
        var request = new RequestTopup(
            id,
            $"retried {number}",
            ledger,
            DeterministicId.ExternalAccount(ledger, new CurrencyCode("USD")),
            Guid.Parse(wallet),
            new Money(1.00m, new CurrencyCode("USD")),
            Reference: null,
            Description: null,
            Metadata: null,
            Fingerprint: "fingerprint");
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            contracts.Of(request).Write(json, request);
        return stream.ToArray();
    }

    /// <summary>Waits until a retry has a status.</summary>
    public static async Task<Answer> Becomes(this ApiClient api, Answer retry, string status)
    {
        for (var looks = 0; ; looks++)
        {
            var found = await api.Get($"/v1/ops/retries/{retry["retryId"]}");
            if (found["status"] == status)
                return found;
            Assert.True(looks < 600, $"It is not {status}: {found.Text}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waiting, sent, done, already done, failed, skipped.</summary>
    public static string Counts(this Answer retry) => string.Join(
        ' ', retry.Json.GetProperty("counts").EnumerateObject().Select(count => count.Value.GetInt32()));
}
