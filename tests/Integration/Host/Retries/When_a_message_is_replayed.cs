using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Messaging.Tracing;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host.Retries;

public sealed class When_a_message_is_replayed(RunningHost host) : IClassFixture<RunningHost>
{
    const string Fingerprint = """
        select (select count(*) from events) || ' ' || (select count(*) from failed_messages) || ' '
            || (select string_agg(account_id || ' ' || balance || ' ' || held, ', ' order by account_id) from accounts)
        """;

    [Fact]
    public async Task Should_move_no_money_twice_whatever_it_was()
    {
        await MoveMoney("replay");
        var before = await Sql.Run(host.Database, Fingerprint);
        var messages = await Handled();

        List<string> unexpected = [];
        foreach (var (conversation, message) in messages.Concat(messages))
        {
            var answer = await host.Api.Post(
                $"/v1/ops/conversations/{conversation}/messages/{message.MessageId}.{message.Partition}/replay",
                new { reason = "to see" },
                ("Prefer", "wait=20"));
            if (answer.Status != 201 || answer["outcome"] != "alreadyDone")
                unexpected.Add($"{message.Type}: {answer.Text}");
        }

        Assert.Empty(unexpected);
        Assert.InRange(messages.Count, 50, 500);
        Assert.Equal(before, await Sql.Run(host.Database, Fingerprint));
        await Books.AreRight(host.Database);
    }

    /// <summary>Each kind of movement, and some that are refused, but would not be now.</summary>
    async Task MoveMoney(string ledger)
    {
        var (ada, shop) = (await host.Api.WalletWith(ledger, "20.00"), await host.Api.OpenWallet(ledger));
        await Refused(ledger, ada, shop);
        await host.Api.TopUp("topup", ApiClient.Amount(ledger, ada, "100.00"));
        await host.Api.Transfer(ledger, ada, shop, "5.00", "transfer");
        await host.Api.Withdraw(ledger, ada, "7.00", "withdrawal");
        var paid = await host.Api.Move("payment", "paid", new
        {
            ledger, sourceAccountId = ada, destinationAccountId = shop, amount = "9.00", currency = "USD",
        });
        var captured = await host.Api.Authorize(ledger, ada, shop, "8.00", "captured");
        await host.Api.Capture(captured["transactionId"], "6.00", "capture");
        var released = await host.Api.Authorize(ledger, ada, shop, "4.00", "voided");
        await host.Api.Void(released["transactionId"]);
        var refund = await host.Api.Refund(paid["transactionId"], "3.00", "refund");
        Assert.Equal((201, "completed"), (refund.Status, refund["status"]));
        Assert.Equal(422, (await host.Api.Refund(paid["transactionId"], "7.00", "too much")).Status);
    }

    async Task Refused(string ledger, string ada, string shop)
    {
        var withdrawal = await host.Api.Withdraw(ledger, ada, "21.00", "refused withdrawal");
        var transfer = await host.Api.Transfer(ledger, ada, shop, "22.00", "refused transfer");
        var payment = await host.Api.Authorize(ledger, ada, shop, "23.00", "refused payment");
        Assert.Equal((422, 422, 422), (withdrawal.Status, transfer.Status, payment.Status));
    }

    async Task<IReadOnlyList<(Guid Conversation, TracedMessage Message)>> Handled()
    {
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var command = database.CreateCommand("select conversation_id, at, data from traces");
        await using var reader = await command.ExecuteReaderAsync();
        List<(Guid Conversation, DateTimeOffset At, ReadOnlyMemory<byte> Data)> rows = [];
        while (await reader.ReadAsync())
            rows.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<byte[]>(2)));
        return
        [
            .. rows.GroupBy(row => row.Conversation).SelectMany(group => TraceReader
                .Read(group.Select(row => (row.At, row.Data)))
                .Where(message => message.Deliveries.Count > 0)
                .Select(message => (group.Key, message))),
        ];
    }
}
