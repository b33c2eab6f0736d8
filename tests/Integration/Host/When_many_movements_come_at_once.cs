using System.Globalization;
using System.Text.Json;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_many_movements_come_at_once(RunningHost host) : IClassFixture<RunningHost>
{
    const string Path = "/v1/transactions/bulk";
    const string Completed = "201 completed";

    [Fact]
    public async Task Should_do_what_can_be_done_and_say_of_the_rest_why_not()
    {
        var wallets = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => host.Api.WalletWith("thousand", "1000.00")));
        var items = Enumerable.Range(0, 1000).Select(number => Item(number, wallets)).ToList();

        var answer = await host.Api.Post(Path, new { items });
        var again = await host.Api.Post(Path, new { items });

        Assert.Equal(200, answer.Status);
        var answers = answer.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 1000).Select(Expected), answers.Select(Shown));
        Assert.All(answers.Index().Where(entry => Expected(entry.Index) == Completed), entry =>
            Assert.Equal($"key-{entry.Index}", Transaction(entry.Item).GetProperty("trackingId").GetString()));
        // Each of the ten wallets gives and takes as much as the others.
        var balances = await Task.WhenAll(wallets.Select(host.Api.BalanceOf));
        Assert.Equal(10_000m, balances.Sum(balance => decimal.Parse(balance, CultureInfo.InvariantCulture)));
        var repeats = again.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(answers.Select(Shown), repeats.Select(Shown));
        Assert.All(answers.Zip(repeats).Where(pair => Shown(pair.First) == Completed), pair =>
        {
            Assert.False(pair.First.TryGetProperty("replayed", out _));
            Assert.True(pair.Second.GetProperty("replayed").GetBoolean());
            Assert.Equal(Transaction(pair.First).GetRawText(), Transaction(pair.Second).GetRawText());
        });
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_take_two_items_of_one_key_for_two_calls()
    {
        var wallet = await host.Api.OpenWallet("twins");

        string[] amounts = ["2.00", "2", "3"];

        var answers = await Answers([.. amounts.Select(amount => Topup("twins", wallet, amount))]);

        Assert.Equal(["201 completed", "201 completed", "422 idempotency_key_reused"], answers.Select(Shown));
        Assert.Equal([false, true, false], answers.Select(answer => answer.TryGetProperty("replayed", out _)));
        Assert.Equal("2.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_know_what_came_alone_before()
    {
        var wallet = await host.Api.OpenWallet("alone");
        var alone = await host.Api.Into("alone", wallet, "2.00", "key");

        var answers = await Answers([Topup("alone", wallet, "2.00")]);

        Assert.Equal(alone.Text, Transaction(answers[0]).GetRawText());
        Assert.True(answers[0].GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task Should_be_durable_for_who_does_not_wait()
    {
        var wallet = await host.Api.OpenWallet("async");
        var items = Enumerable.Range(0, 200).Select(number => Topup("async", wallet, "1.00", $"key-{number}"));

        var answers = await Answers([.. items], ("Prefer", "respond-async"));

        Assert.All(answers, answer => Assert.Equal("202 processing", Shown(answer)));
        foreach (var answer in answers)
            await host.Api.Becomes(Transaction(answer).GetProperty("transactionId").GetString(), "completed");
        Assert.Equal("200.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_authorize_payments_and_pay_by_card()
    {
        var (ada, shop) = (await host.Api.WalletWith("cards", "10.00"), await host.Api.OpenWallet("cards"));
        var card = await host.Api.Post($"/v1/accounts/{ada}/cards", new { activate = true });
        object Payment(string? cardId, string key) => new
        {
            type = "payment", ledger = "cards", cardId, destinationAccountId = shop, amount = "3.00", currency = "USD",
            capture = "manual", idempotencyKey = key,
        };

        var answers = await Answers([Payment(card["cardId"], "a"), Payment(ada, "b"), Payment(card["cardId"], "c")]);

        Assert.Equal(["201 authorized", "422 card_not_found", "201 authorized"], answers.Select(Shown));
        Assert.Equal(("10.00", "6.00", "4.00"), await host.Api.FundsOf(ada));
        foreach (var authorized in answers.Where(answer => answer.TryGetProperty("transaction", out _)))
            await host.Api.Void(Transaction(authorized).GetProperty("transactionId").GetString());
        Assert.Equal(("10.00", "0.00", "10.00"), await host.Api.FundsOf(ada));
    }

    [Fact]
    public async Task Should_take_none_of_too_many()
    {
        var wallet = await host.Api.OpenWallet("too-many");
        var items = Enumerable.Range(0, 1001).Select(number => Topup("too-many", wallet, "1.00", $"key-{number}"));

        var answer = await host.Api.Post(Path, new { items });

        Assert.Equal((400, "validation_failed"), (answer.Status, answer["code"]));
        Assert.Equal("0.00", await host.Api.BalanceOf(wallet));
    }

    [Fact]
    public async Task Should_take_more_than_a_megabyte()
    {
        var wallet = await host.Api.OpenWallet("large");
        var padding = new string('x', 7000);
        var items = Enumerable.Range(0, 300).Select(number => new
        {
            type = "topup", ledger = "large", destinationAccountId = wallet, amount = "1.00", currency = "USD",
            idempotencyKey = $"key-{number}", metadata = new { padding },
        });

        var answer = await host.Api.Post(Path, new { items }, ("Prefer", "wait=30"));

        Assert.Equal(200, answer.Status);
        Assert.All(answer.Json.GetProperty("items").EnumerateArray(), item => Assert.Equal(Completed, Shown(item)));
    }

    /// <summary>Transfers around the circle of wallets, with all that can go wrong between them.</summary>
    static object Item(int number, string[] wallets) => (number % 10) switch
    {
        3 => new { type = "transfer", amount = "-1" },
        5 => 5,
        7 => Transfer(number, wallets[0], wallets[0]),
        8 => Transfer(number, wallets[0], wallets[1], "100000.00"),
        _ => Transfer(number, wallets[number % 10], wallets[(number + 1) % 10]),
    };

    static string Expected(int number) => (number % 10) switch
    {
        3 => "400 validation_failed",
        5 => "400 validation_failed",
        7 => "422 same_account",
        8 => "422 insufficient_funds",
        _ => Completed,
    };

    static object Transfer(int number, string source, string destination, string amount = "1.00") => new
    {
        type = "transfer", ledger = "thousand", sourceAccountId = source, destinationAccountId = destination, amount,
        currency = "USD", idempotencyKey = $"key-{number}",
    };

    static object Topup(string ledger, string wallet, string amount, string key = "key") => new
    {
        type = "topup", ledger, destinationAccountId = wallet, amount, currency = "USD", idempotencyKey = key,
    };

    async Task<IReadOnlyList<JsonElement>> Answers(object[] items, params (string Name, string Value)[] headers)
    {
        var answer = await host.Api.Post(Path, new { items }, headers);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    static JsonElement Transaction(JsonElement item) => item.GetProperty("transaction");

    static string Shown(JsonElement item) => item.TryGetProperty("problem", out var problem)
        ? $"{item.GetProperty("status")} {problem.GetProperty("code")}"
        : $"{item.GetProperty("status")} {item.GetProperty("transaction").GetProperty("status")}";
}
