using System.Text.Json;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_movement_is_only_tried(RunningHost host) : IClassFixture<RunningHost>
{
    /// <summary>How many rows each table has.</summary>
    // Read models that follow the log may still be taking in what came before.
    const string CountAllRows = """
        select string_agg(format('%s %s', relname, (xpath('/row/c/text()', query_to_xml(
            format('select count(*) as c from %I.%I', nspname, relname), false, true, '')))[1]), ', ' order by relname)
        from pg_class join pg_namespace n on n.oid = relnamespace
        where relkind in ('r', 'p') and not relispartition and nspname !~ '^pg_|^information_schema$'
            and relname not in ('transaction_search', 'transaction_terms', 'account_days', 'daily_totals',
                'completion_times', 'account_turnover', 'account_ranks', 'projections',
                'projection_checkpoints')
        """;

    [Fact]
    public async Task Should_say_what_would_come_of_it_and_store_nothing()
    {
        var (ada, shop) = (await host.Api.WalletWith("nothing", "10.00"), await host.Api.OpenWallet("nothing"));
        var payment = await host.Api.Authorize("nothing", ada, shop, "4.00", "payment");
        var transfer = await host.Api.Transfer("nothing", ada, shop, "2.00", "transfer");
        var id = payment["transactionId"];
        var before = await Stored();

        var topup = await Try("topup", ApiClient.Amount("nothing", ada, "1"));
        var withdrawal = await Try(
            "withdrawal", new { ledger = "nothing", sourceAccountId = ada, amount = "1", currency = "USD" });
        var moved = await Try("transfer", Body(ada, shop, "1.00"));
        var paid = await Try("payment", Body(ada, shop, "1.00"));
        var captured = await Try($"{id}/capture", new { amount = "3.00" });
        var voided = await Try($"{id}/void", new { });
        var refunded = await Try($"{transfer["transactionId"]}/refund", new { amount = "0.50" });
        var many = await Try("bulk", new
        {
            items = new object[]
            {
                new
                {
                    type = "topup", ledger = "nothing", destinationAccountId = ada, amount = "1", currency = "USD",
                    idempotencyKey = "x",
                },
                1,
            },
        });

        Assert.Equal(("completed", "9.00 4.00 5.00"), (StatusOf(topup), FundsOf(topup, ada)));
        Assert.Equal(("completed", "7.00 4.00 3.00"), (StatusOf(withdrawal), FundsOf(withdrawal, ada)));
        Assert.Equal(("7.00 4.00 3.00", "3.00 0.00 3.00"), (FundsOf(moved, ada), FundsOf(moved, shop)));
        Assert.Equal(("7.00 4.00 3.00", "3.00 0.00 3.00"), (FundsOf(paid, ada), FundsOf(paid, shop)));
        Assert.Equal("completed", StatusOf(captured));
        Assert.Equal(("5.00 0.00 5.00", "5.00 0.00 5.00"), (FundsOf(captured, ada), FundsOf(captured, shop)));
        Assert.Equal(("voided", "8.00 0.00 8.00"), (StatusOf(voided), FundsOf(voided, ada)));
        Assert.Equal(("8.50 4.00 4.50", "1.50 0.00 1.50"), (FundsOf(refunded, ada), FundsOf(refunded, shop)));
        Assert.Equal(
            [200, 400],
            many.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal(before, await Stored());
        Assert.Equal(("8.00", "4.00", "4.00"), await host.Api.FundsOf(ada));
        Assert.Equal(404, (await host.Api.Get("/v1/transactions/status/key?ledger=nothing")).Status);
        Assert.Equal("authorized", (await host.Api.Transaction(id))["status"]);
        Assert.Equal(200, (await host.Api.Void(id)).Status);

        static object Body(string source, string destination, string amount) => new
        {
            ledger = "nothing", sourceAccountId = source, destinationAccountId = destination, amount, currency = "USD",
        };
    }

    [Fact]
    public async Task Should_foretell_what_the_call_then_answers()
    {
        var (ada, shop) = (await host.Api.WalletWith("foretold", "10.00"), await host.Api.OpenWallet("foretold"));
        var body = new
        {
            ledger = "foretold", sourceAccountId = ada, destinationAccountId = shop, amount = "4.00", currency = "USD",
            capture = "manual", reference = "r", description = "d", metadata = new { a = 1 },
        };

        var first = await Try("payment", body, "payment");
        var second = await Try("payment", body, "payment");
        var real = await host.Api.Move("payment", "payment", body);
        var known = await Try("payment", body, "payment");
        var reused = await Try("payment", new
        {
            body.ledger, body.sourceAccountId, body.destinationAccountId, amount = "5", body.currency,
        }, "payment");

        Assert.Equal(Timeless(real.Json), Timeless(first.Json.GetProperty("transaction")));
        Assert.Equal(Timeless(real.Json), Timeless(second.Json.GetProperty("transaction")));
        Assert.Equal(real.Text, known.Json.GetProperty("transaction").GetRawText());
        Assert.Equal((200, true, false), (known.Status, known.IsReplay, first.IsReplay));
        Assert.Equal((422, "idempotency_key_reused"), (reused.Status, reused["code"]));
        var id = real["transactionId"];
        var dryCapture = await Try($"{id}/capture", new { amount = "1.00" }, "capture");
        var capture = await host.Api.Capture(id, "1.00", "capture");
        var knownCapture = await Try($"{id}/capture", new { amount = "1.00" }, "capture");
        var reusedCapture = await Try($"{id}/capture", new { amount = "2.00" }, "capture");
        var ownKey = await Try($"{id}/capture", new { amount = "2.00" }, "payment");
        Assert.Equal(Timeless(capture.Json), Timeless(dryCapture.Json.GetProperty("transaction")));
        Assert.Equal((201, "1.00"), (capture.Status, capture["capturedAmount"]));
        Assert.Equal(capture.Text, knownCapture.Json.GetProperty("transaction").GetRawText());
        Assert.True(knownCapture.IsReplay);
        Assert.Equal("idempotency_key_reused", reusedCapture["code"]);
        Assert.Equal("idempotency_key_reused", ownKey["code"]);
        Assert.Equal(("9.00", "1.00"), (await host.Api.BalanceOf(ada), await host.Api.BalanceOf(shop)));
        await Books.AreRight(host.Database);
    }

    [Theory]
    [InlineData("transfer", "insufficient_funds")]
    [InlineData("transfer to nobody", "account_not_found")]
    [InlineData("capture", "transaction_not_capturable")]
    [InlineData("refund", "transaction_not_refundable")]
    [InlineData("void", "transaction_not_capturable")]
    [InlineData("unknown", "transaction_not_found")]
    [InlineData("topup", "amount_invalid")]
    public async Task Should_give_the_problem_that_the_call_then_gives(string call, string code)
    {
        var ledger = $"problem-{call.Replace(' ', '-')}";
        var (ada, shop) = (await host.Api.WalletWith(ledger, "10.00"), await host.Api.OpenWallet(ledger));
        var withdrawal = await host.Api.Withdraw(ledger, ada, "1.00", "withdrawal");
        const string nobody = "018f4e2a-7c1b-7d3e-9a52-00000000dead";
        var path = call switch
        {
            "capture" or "void" or "refund" => $"{withdrawal["transactionId"]}/{call}",
            "unknown" => $"{nobody}/capture",
            "topup" => "topup",
            _ => "transfer",
        };
        object body = call switch
        {
            "topup" => new { ledger, destinationAccountId = ada, amount = "1e1", currency = "USD" },
            "transfer" or "transfer to nobody" => new
            {
                ledger, sourceAccountId = ada, destinationAccountId = call == "transfer" ? shop : nobody,
                amount = call == "transfer" ? "10.00" : "1.00", currency = "USD",
            },
            _ => new { },
        };
        var before = await Stored();

        var dry = await Try(path, body);
        Assert.Equal(before, await Stored());
        var real = await host.Api.Post($"/v1/transactions/{path}", body, ("Idempotency-Key", "key"));

        Assert.Equal(code, dry["code"]);
        Assert.Equal(real.Status, dry.Status);
        Assert.Equal(Timeless(real.Json), Timeless(dry.Json));
        Assert.DoesNotContain("Location", dry.Headers.Keys);
    }

    [Fact]
    public async Task Should_open_the_ledgers_own_account_only_in_thought()
    {
        var wallet = await host.Api.OpenWallet("virgin");

        var tried = await Try("topup", ApiClient.Amount("virgin", wallet, "5"));

        var external = tried.Json.GetProperty("transaction").GetProperty("sourceAccountId").GetString();
        Assert.Equal(("-5.00 0.00 -5.00", "5.00 0.00 5.00"), (FundsOf(tried, external!), FundsOf(tried, wallet)));
        Assert.Equal(404, (await host.Api.Get($"/v1/accounts/{external}")).Status);
    }

    Task<Answer> Try(string path, object body, string key = "key") =>
        host.Api.Post($"/v1/transactions/{path}?dryRun=true", body, ("Idempotency-Key", key));

    async Task<string?> Stored() => (string?)await Sql.Run(host.Database, CountAllRows);

    static string? StatusOf(Answer answer) => answer.Json.GetProperty("transaction").GetProperty("status").GetString();

    static string FundsOf(Answer answer, string account)
    {
        Assert.True(answer.Status == 200, answer.Text);
        var found = answer.Json.GetProperty("balances").EnumerateArray()
            .Single(balance => balance.GetProperty("accountId").GetString() == account);
        return $"{found.GetProperty("balance")} {found.GetProperty("held")} {found.GetProperty("available")}";
    }

    static readonly string[] OfTheCall = ["createdAt", "completedAt", "expiresAt", "correlationId", "traceId"];

    /// <summary>All but what two calls cannot have in common.</summary>
    static string Timeless(JsonElement json) => string.Join(
        ", ",
        json.EnumerateObject()
            .Where(member => !OfTheCall.Contains(member.Name))
            .Select(member => $"{member.Name}: {member.Value.GetRawText()}"));
}
