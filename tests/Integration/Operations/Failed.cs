using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.Storage;

namespace BillingEngine.Integration.Tests.Operations;

/// <summary>Messages that fail, made by hand.</summary>
static class Failed
{
    /// <summary>Puts an order to credit a wallet into the queue of its partition, broken or not.</summary>
    /// <returns>The id under which it fails.</returns>
    public static async Task<string> Deliver(
        string database, string wallet, string body, string type = "account.credit.v1", string kind = "message")
    {
        var id = Some.Id();
        var partition = await PartitionOf(database, wallet);
        var answers = await Sql.Run(database, "select min(partition) from partitions where endpoint = 'transactions'");
        var headers = Headers(id, $"transactions#{answers}");
        var due = kind == "parked" ? "'9999-01-01'" : "now()";
        await Sql.Run(database, $"""
            insert into queue (message_id, partition, type, due_at, headers, body, kind, order_key)
            values ('{id}', {partition}, '{type}', {due}, '{headers}', convert_to($body${body}$body$, 'UTF8'),
                '{kind}', {(kind == "parked" ? $"'{wallet}'" : "null")})
            """);
        return $"{id}.{partition}";
    }

    /// <summary>An order to credit a wallet whose reference is a number; and as it should have been.</summary>
    public static (string Broken, object Mended) Credit(string wallet, string amount = "10.00")
    {
        var transaction = Some.Id();
        return (
            $$$"""
            {"accountId":"{{{wallet}}}","transactionId":"{{{transaction}}}","ledger":"ops",
             "amount":{"amount":"{{{amount}}}","currency":"USD"},
             "counterpartyAccountId":"00000000-0000-4000-8000-00000000beef","reference":7,"part":"credit"}
            """,
            new
            {
                accountId = wallet,
                transactionId = transaction,
                ledger = "ops",
                amount = new { amount, currency = "USD" },
                counterpartyAccountId = "00000000-0000-4000-8000-00000000beef",
                reference = "invoice 7",
                part = "credit",
            });
    }

    /// <summary>Writes a failure down as if the engine had.</summary>
    public static async Task<string> WriteDown(string database, string columns = "", string values = "")
    {
        var id = Some.Id();
        await Sql.Run(database, $"""
            insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
                exception_message, exception, attempts, failed_at{columns})
            values ('{id}', 3, 'accounts', 'account.credit.v1', '{Headers(id)}', '{"{}"}', 'System.Exception', 'why',
                'System.Exception: why at here', 4, clock_timestamp(){values})
            """);
        return $"{id}.3";
    }

    /// <summary>Waits until a message has a status.</summary>
    public static async Task<Answer> Becomes(ApiClient api, string id, string status)
    {
        for (var waiting = Stopwatch.StartNew(); ; await Task.Delay(30))
        {
            var found = await api.Get($"/v1/ops/messages/{id}");
            if (found.Status == 200 && found["status"] == status)
                return found;
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(60), $"{id} is not {status}: {found.Text}");
        }
    }

    public static IReadOnlyList<string> Ids(Answer list) =>
        [.. list.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    public static JsonElement Only(Answer answer, string member) =>
        Assert.Single(answer.Json.GetProperty(member).EnumerateArray());

    public static async Task<int> PartitionOf(string database, string wallet) =>
        (int)(await Sql.Run(database, $"select partition from events where stream_id = '{wallet}' limit 1"))!;

    static string Headers(Guid id, string replyTo = "transactions#16") => $$"""
        {"NServiceBus.MessageId":"{{id}}","NServiceBus.MessageIntent":"Send",
         "NServiceBus.OriginatingEndpoint":"transactions","NServiceBus.ReplyToAddress":"{{replyTo}}","shop":"seven"}
        """;
}
