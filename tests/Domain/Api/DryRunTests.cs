using System.Net;
using BillingEngine.Api;

namespace BillingEngine.Domain.Tests.Api;

public sealed class DryRunTests : IClassFixture<TestApi>
{
    readonly TestApi _api;

    public DryRunTests(TestApi api)
    {
        _api = api;
        api.Engine.Transaction = MovementSamples.Authorized;
        api.Engine.TransactionOutcome = new TransactionOutcome.Settled(MovementSamples.Captured, Replayed: false);
        api.Engine.Balances =
            [new(Guid.Parse(Samples.BankId), -12.5m, 0m), new(Guid.Parse(Samples.WalletId), 100m, 30.5m)];
    }

    public static TheoryData<string, string> Routes { get; } = new()
    {
        { "/v1/transactions/topup", MovementSamples.Movement() },
        { "/v1/transactions/withdrawal", MovementSamples.Movement() },
        { "/v1/transactions/transfer", MovementSamples.Movement() },
        { "/v1/transactions/payment", MovementSamples.Movement() },
        { $"/v1/transactions/{Samples.TransactionId}/capture", "{}" },
        { $"/v1/transactions/{Samples.TransactionId}/void", "{}" },
        { $"/v1/transactions/{Samples.TransactionId}/refund", "{}" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Should_show_the_transaction_and_the_balances(string path, string body)
    {
        var answer = await Post($"{path}?dryRun=true", body);
        var isRehearsed = _api.Engine.IsRehearsed;
        var real = (await _api.Get($"/v1/transactions/{Samples.TransactionId}")).Json.GetProperty("transactionId");

        Assert.True(isRehearsed);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(real.GetString(), answer.Json.GetProperty("transaction").GetProperty("transactionId").GetString());
        Assert.Equal("completed", answer.Json.GetProperty("transaction").GetProperty("status").GetString());
        Assert.Equal(
            Samples.OneLine($$"""
                [{"accountId":"{{Samples.BankId}}","balance":"-12.50","held":"0.00","available":"-12.50"},
                {"accountId":"{{Samples.WalletId}}","balance":"100.00","held":"30.50","available":"69.50"}]
                """),
            answer.Json.GetProperty("balances").GetRawText());
        Assert.Null(answer.Header("Location"));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Should_be_done_for_real_unless_asked_for(string path, string body)
    {
        foreach (var query in (string[])["", "?dryRun=false"])
        {
            var answer = await Post(path + query, body);
            Assert.True((int)answer.Status is 200 or 201, answer.Text);
            Assert.False(_api.Engine.IsRehearsed);
            Assert.False(answer.Json.TryGetProperty("dryRun", out _));
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Should_not_be_done_for_real_when_it_is_misspelt(string path, string body)
    {
        foreach (var name in (string[])["dry_run", "dry", "other"])
        {
            var answer = await Post($"{path}?{name}=true", body);
            Assert.True((400, name) == ((int)answer.Status, answer.Fields), $"{path} {name}: {answer.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Should_not_be_guessed_at(string path, string body)
    {
        foreach (var value in (string[])["", "1", "True", "yes", "true%20", "true&dryRun=true", "true&dryRun=false"])
        {
            var answer = await Post($"{path}?dryRun={value}", body);
            Assert.True((400, "dryRun") == ((int)answer.Status, answer.Fields), $"{path} {value}: {answer.Text}");
        }

        Assert.Equal("dryRun", (await Post("/v1/transactions/bulk?dryRun=x", "{}")).Fields);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Should_give_the_problem_that_the_call_would(string path, string body)
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.Settled(Samples.FailedTransaction, Replayed: false);

        var real = await Post(path, body);
        var dry = await Post($"{path}?dryRun=true", body);
        var invalid = await Post($"{path}?dryRun=true", """{"x":1}""");

        Assert.Equal((real.Status, real.Text), (dry.Status, dry.Text));
        Assert.Null(dry.Header("Location"));
        Assert.Equal(HttpStatusCode.BadRequest, invalid.Status);
        Assert.Contains("x", invalid.Fields.Split(','));
    }

    [Fact]
    public async Task Should_give_the_problem_of_a_key_that_is_used()
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.KeyReused();

        var answer = await Post("/v1/transactions/topup?dryRun=true", MovementSamples.Movement());

        Assert.Equal("idempotency_key_reused", answer.Code);
    }

    [Fact]
    public async Task Should_show_what_is_on_record_under_the_key()
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.Settled(Samples.Completed, Replayed: true);

        var answer = await Post("/v1/transactions/topup?dryRun=true", MovementSamples.Movement());

        Assert.Equal((HttpStatusCode.OK, "true"), (answer.Status, answer.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Should_say_that_what_is_on_record_is_not_finished()
    {
        _api.Engine.TransactionOutcome = new TransactionOutcome.Pending(Guid.Parse(Samples.TransactionId));
        _api.Engine.Balances = [];

        var answer = await Post("/v1/transactions/topup?dryRun=true", MovementSamples.Movement());

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("processing", answer.Json.GetProperty("transaction").GetProperty("status").GetString());
        Assert.Equal("[]", answer.Json.GetProperty("balances").GetRawText());
    }

    [Fact]
    public async Task Should_try_each_of_many()
    {
        var body = MovementSamples.Bulk(MovementSamples.Item(), "1");

        var answer = await Post("/v1/transactions/bulk?dryRun=true", body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json.GetProperty("dryRun").GetBoolean());
        var items = answer.Json.GetProperty("items");
        Assert.Equal([200, 400], items.EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal("completed", items[0].GetProperty("transaction").GetProperty("status").GetString());
        Assert.Equal(2, items[0].GetProperty("balances").GetArrayLength());
        Assert.Equal("validation_failed", items[1].GetProperty("problem").GetProperty("code").GetString());
    }

    Task<Answer> Post(string path, string body) => _api.Post(path, body, ("Idempotency-Key", "k"));
}
