using System.Net;
using BillingEngine.Api;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    const string Location = $"/v1/accounts/{Samples.WalletId}";

    static readonly string AccountJson = Samples.OneLine($$"""
        {"accountId":"{{Samples.WalletId}}","ledger":"main","ownerId":"ada","ownerType":"customer",
        "kind":"user","currency":"USD","status":"active","balance":"-12.50","held":"0.00",
        "available":"87.50","minBalance":"-100.00","maxBalance":null,"creditLimit":"0.00",
        "perTransactionLimit":"50.00","dailyLimit":null,"kycLevel":2,
        "metadata":{"team":"blå"},"version":3,"createdAt":"2026-03-04T05:06:07Z",
        "updatedAt":"2026-03-04T05:07:07Z"}
        """);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_answer_with_the_account_that_was_opened(bool isReplay)
    {
        var answer = await Create(new AccountOutcome.Accepted(Samples.Account, isReplay));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(AccountJson, answer.Text);
        Assert.Equal(Location, answer.Header("Location"));
        Assert.Equal(isReplay ? "true" : null, answer.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_answer_with_the_account_that_was_activated(bool isReplay)
    {
        var answer = await Activate(new AccountOutcome.Accepted(Samples.Account, isReplay));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(AccountJson, answer.Text);
        Assert.Equal(isReplay ? "true" : null, answer.Header("Idempotency-Replayed"));
        Assert.Equal(new ActivateAccount(Guid.Parse(Samples.WalletId), "approved"), api.Engine.Command);
    }

    [Theory]
    [InlineData("create", "account_exists", 409)]
    [InlineData("create", "account_not_found", 422)]
    [InlineData("create", "balance_limit_exceeded", 422)]
    [InlineData("activate", "account_not_found", 404)]
    [InlineData("activate", "invalid_account_state", 422)]
    [InlineData("activate", "account_closed", 422)]
    public async Task Should_answer_a_refusal(string operation, string code, int status)
    {
        var refusal = new Refusal(code, "Because.") { AccountId = Guid.Parse(Samples.WalletId), Status = "closed" };
        var outcome = new AccountOutcome.Refused(refusal, Replayed: true);

        var answer = operation == "create" ? await Create(outcome) : await Activate(outcome);

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(code, answer.Code);
        Assert.Equal("Because.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal(Samples.WalletId, answer.Json.GetProperty("accountId").GetString());
        Assert.Equal("closed", answer.Json.GetProperty("accountStatus").GetString());
        Assert.Equal("true", answer.Header("Idempotency-Replayed"));
        Assert.Null(answer.Header("Location"));
    }

    [Theory]
    [InlineData("key reused", 422, "idempotency_key_reused", null)]
    [InlineData("overloaded", 503, "overloaded", "1")]
    [InlineData("unavailable", 503, "unavailable", "5")]
    public async Task Should_answer_what_was_not_taken_in(string name, int status, string code, string? retryAfter)
    {
        AccountOutcome outcome = name switch
        {
            "key reused" => new AccountOutcome.KeyReused(),
            "overloaded" => new AccountOutcome.Overloaded(),
            _ => new AccountOutcome.Unavailable(),
        };
        foreach (var answer in new[] { await Create(outcome), await Activate(outcome) })
        {
            Assert.Equal((HttpStatusCode)status, answer.Status);
            Assert.Equal(code, answer.Code);
            Assert.Equal(retryAfter, answer.Header("Retry-After"));
        }
    }

    [Fact]
    public async Task Should_say_where_to_ask_for_what_is_not_finished()
    {
        var answer = await Create(new AccountOutcome.Pending());

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("processing", answer.Json.GetProperty("status").GetString());
        Assert.Equal($"/v1/accounts/{answer.Json.GetProperty("accountId").GetString()}", answer.Header("Location"));
        Assert.Equal(HttpStatusCode.Accepted, (await Activate(new AccountOutcome.Pending())).Status);
    }

    [Fact]
    public async Task Should_take_the_key_of_an_activation_in_the_ledger_of_the_account()
    {
        api.Engine.Account = () => Samples.Account with { Ledger = "eu" };

        await Activate(new AccountOutcome.Accepted(Samples.Account, Replayed: false), ("Idempotency-Key", "k"));

        Assert.Equal(DeterministicId.Request("eu", "k"), api.Engine.Identity!.RequestId);
        api.Engine.Account = () => Samples.Account;
    }

    [Fact]
    public async Task Should_activate_without_a_body()
    {
        api.Engine.AccountOutcome = new AccountOutcome.Accepted(Samples.Account, Replayed: false);

        var answer = await api.Send(HttpMethod.Post, $"{Location}/activate", null, null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(new ActivateAccount(Guid.Parse(Samples.WalletId), null), api.Engine.Command);
        Assert.Null(api.Engine.Identity);
    }

    [Theory]
    [InlineData("unknown, with a key", $"{Location}/activate", "POST")]
    [InlineData("no UUID, activated", "/v1/accounts/7/activate", "POST")]
    [InlineData("unknown", Location, "GET")]
    [InlineData("no UUID", "/v1/accounts/wallet", "GET")]
    [InlineData("balance of unknown", $"{Location}/balance", "GET")]
    [InlineData("balance of no UUID", "/v1/accounts/7/balance", "GET")]
    public async Task Should_say_so_when_there_is_no_account(string name, string path, string method)
    {
        api.Engine.Account = () => null;

        var answer = method == "GET" ? await api.Get(path) : await api.Post(path, "{}", ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.NotFound == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("account_not_found", answer.Code);
        api.Engine.Account = () => Samples.Account;
    }

    [Fact]
    public async Task Should_show_an_account()
    {
        var answer = await api.Get($"{Location}?unknown=parameter");

        Assert.Equal(AccountJson, answer.Text);
        Assert.Equal(Guid.Parse(Samples.WalletId), api.Engine.Asked);
    }

    [Fact]
    public async Task Should_show_a_balance()
    {
        var answer = await api.Get($"{Location}/balance");

        Assert.Equal(
            Samples.OneLine($$"""
                {"accountId":"{{Samples.WalletId}}","currency":"USD","balance":"-12.50","held":"0.00",
                "available":"87.50","version":3,"asOf":"2026-03-04T05:06:07Z"}
                """),
            answer.Text);
    }

    Task<Answer> Create(AccountOutcome outcome)
    {
        api.Engine.AccountOutcome = outcome;
        return api.Post("/v1/accounts", Samples.NewAccount("accountId", $"\"{Samples.WalletId}\""));
    }

    Task<Answer> Activate(AccountOutcome outcome, params (string, string)[] headers)
    {
        api.Engine.AccountOutcome = outcome;
        return api.Post($"{Location}/activate", """{"reason":"approved"}""", headers);
    }
}
