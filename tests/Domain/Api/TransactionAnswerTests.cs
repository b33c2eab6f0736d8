using System.Net;
using BillingEngine.Api;
using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Api;

public sealed class TransactionAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    const string Location = $"/v1/transactions/{Samples.TransactionId}";

    static readonly string CompletedJson = Samples.OneLine($$"""
        {"transactionId":"{{Samples.TransactionId}}","trackingId":"key-1","ledger":"main","type":"topup",
        "status":"completed","sourceAccountId":"{{Samples.BankId}}",
        "destinationAccountId":"{{Samples.WalletId}}","amount":"10.00","currency":"USD","refundedAmount":"0.00",
        "reference":null,"description":"Top-up of March","metadata":null,"failure":null,
        "correlationId":"correlation-of-the-first","createdAt":"2026-03-04T05:06:07Z",
        "completedAt":"2026-03-04T05:06:07.003Z"}
        """);

    static readonly string FailedJson = Samples.OneLine($$"""
        {"type":"urn:billing-engine:problem:balance_limit_exceeded","title":"Balance limit exceeded",
        "status":422,"detail":"The limit would be passed.","code":"balance_limit_exceeded",
        "traceId":"correlation-of-the-first","transactionId":"{{Samples.TransactionId}}",
        "accountId":"{{Samples.WalletId}}","currency":"USD","requested":"10.00","available":"2.50",
        "shortfall":"7.50","limit":"100.00","accountStatus":"active"}
        """);

    [Theory]
    [InlineData("completed", 201, false)]
    [InlineData("completed, again", 201, true)]
    [InlineData("failed", 422, false)]
    [InlineData("failed, again", 422, true)]
    public async Task Should_answer_a_settled_transaction_in_the_same_words_each_time(
        string name, int status, bool isReplay)
    {
        var (transaction, json) = status == 201
            ? (Samples.Completed, CompletedJson)
            : (Samples.FailedTransaction, FailedJson);

        var answer = await Request(new TransactionOutcome.Settled(transaction, isReplay));

        Assert.True(json == answer.Text, $"{name}: {answer.Text}");
        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(Location, answer.Header("Location"));
        Assert.Equal(isReplay ? "true" : null, answer.Header("Idempotency-Replayed"));
        Assert.Equal(
            status == 201 ? "application/json; charset=utf-8" : "application/problem+json",
            answer.Header("Content-Type"));
    }

    [Fact]
    public async Task Should_say_where_to_ask_for_what_is_not_finished()
    {
        var answer = await Request(new TransactionOutcome.Pending(Guid.Parse(Samples.TransactionId)));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(Location, answer.Header("Location"));
        Assert.Equal("processing", answer.Json.GetProperty("status").GetString());
        Assert.Equal(Samples.TransactionId, answer.Json.GetProperty("transactionId").GetString());
        Assert.Equal("key-1", answer.Json.GetProperty("trackingId").GetString());
        Assert.Equal(answer.Header("X-Correlation-Id"), answer.Json.GetProperty("correlationId").GetString());
        Assert.NotEqual("", answer.Json.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("key reused", 422, "idempotency_key_reused", null)]
    [InlineData("overloaded", 503, "overloaded", "1")]
    [InlineData("unavailable", 503, "unavailable", "5")]
    public async Task Should_answer_what_was_not_taken_in(string outcome, int status, string code, string? retryAfter)
    {
        var answer = await Request(outcome switch
        {
            "key reused" => new TransactionOutcome.KeyReused(),
            "overloaded" => new TransactionOutcome.Overloaded(),
            _ => new TransactionOutcome.Unavailable(),
        });

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(code, answer.Code);
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(retryAfter, answer.Header("Retry-After"));
        Assert.Null(answer.Header("Location"));
    }

    [Fact]
    public async Task Should_show_a_transaction_by_its_id()
    {
        api.Engine.Transaction = Samples.FailedTransaction;

        var answer = await api.Get(Location);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Guid.Parse(Samples.TransactionId), api.Engine.Asked);
        Assert.Equal("failed", answer.Json.GetProperty("status").GetString());
        Assert.Equal(
            """{"code":"balance_limit_exceeded","detail":"The limit would be passed."}""",
            answer.Json.GetProperty("failure").GetRawText());
        api.Engine.Transaction = Samples.Completed;
    }

    [Theory]
    [InlineData("plain", "key-1", "key-1", "main")]
    [InlineData("a ledger", "key-1?ledger=eu", "key-1", "eu")]
    [InlineData("a blank", "a%20b", "a b", "main")]
    [InlineData("a slash", "a%2Fb", "a/b", "main")]
    [InlineData("a literal %2F", "a%252Fb", "a%2Fb", "main")]
    [InlineData("a question mark", "a%3Fb?ledger=eu", "a?b", "eu")]
    [InlineData("a plus", "a+b", "a+b", "main")]
    public async Task Should_find_a_transaction_by_its_key(string name, string path, string key, string ledger)
    {
        var answer = await api.Get($"/v1/transactions/status/{path}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(DeterministicId.Request(ledger, key) == api.Engine.Asked, name);
    }

    [Theory]
    [InlineData("no UUID", "/v1/transactions/7", 404, "transaction_not_found")]
    [InlineData("UUID in braces", $"/v1/transactions/%7B{Samples.TransactionId}%7D", 404, "transaction_not_found")]
    [InlineData("unknown", Location, 404, "transaction_not_found")]
    [InlineData("unknown key", "/v1/transactions/status/nothing", 404, "transaction_not_found")]
    [InlineData("key beyond ASCII", "/v1/transactions/status/%C3%BC", 404, "transaction_not_found")]
    [InlineData("empty ledger", "/v1/transactions/status/k?ledger=", 400, "validation_failed")]
    [InlineData("bad ledger", "/v1/transactions/status/k?ledger=a%20b", 400, "validation_failed")]
    [InlineData("two ledgers", "/v1/transactions/status/k?ledger=a&ledger=b", 400, "validation_failed")]
    public async Task Should_say_so_when_there_is_none(string name, string path, int status, string code)
    {
        api.Engine.Transaction = null;

        var answer = await api.Get(path);

        Assert.True((HttpStatusCode)status == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(code, answer.Code);
        api.Engine.Transaction = Samples.Completed;
    }

    [Theory]
    [InlineData("JPY", "1500.00", "1500")]
    [InlineData("BHD", "1.5", "1.500")]
    [InlineData("GONE", "1.25", "1.25")]
    public async Task Should_show_amounts_at_the_scale_of_their_currency(string currency, string stored, string shown)
    {
        var amount = decimal.Parse(stored, System.Globalization.CultureInfo.InvariantCulture);
        api.Engine.Transaction = Samples.Completed with { Amount = new(amount, new(currency)) };

        var answer = await api.Get(Location);

        Assert.Equal(shown, answer.Json.GetProperty("amount").GetString());
        api.Engine.Transaction = Samples.Completed;
    }

    Task<Answer> Request(TransactionOutcome outcome)
    {
        api.Engine.TransactionOutcome = outcome;
        return api.Post("/v1/transactions/topup", Samples.Topup(), ("Idempotency-Key", "key-1"));
    }
}
