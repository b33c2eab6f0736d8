using System.Net;
using BillingEngine.Api;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountStatusTests(TestApi api) : IClassFixture<TestApi>
{
    const string Location = $"/v1/accounts/{Samples.WalletId}";

    static readonly Guid Wallet = Guid.Parse(Samples.WalletId);

    public static TheoryData<string, IAccountCommand> Changes => new()
    {
        { "activate", new ActivateAccount(Wallet, "as agreed", "clerk-1") },
        { "suspend", new SuspendAccount(Wallet, "as agreed", "clerk-1") },
        { "reactivate", new ReactivateAccount(Wallet, "as agreed", "clerk-1") },
        { "freeze", new FreezeAccount(Wallet, "as agreed", "clerk-1") },
        { "unfreeze", new UnfreezeAccount(Wallet, "as agreed", "clerk-1") },
        { "close", new CloseAccount(Wallet, "as agreed", "clerk-1") },
    };

    /// <summary>They are stored: computed otherwise, a repeat would look like another request.</summary>
    public static TheoryData<string, string> Fingerprints => new()
    {
        { "activate", "56177d310d971e0118bae1fb6a221c80" },
        { "suspend", "c7b4538d9ccc994fd67f40c43abc0543" },
        { "reactivate", "6fddea71da55c37a4f3cfac3c7a3f120" },
        { "freeze", "279fc8d97af42bf05d8016dfec4ebbc3" },
        { "unfreeze", "afe96442084cc54b632a45ccdf319e9d" },
        { "close", "1dfc2f14ca0b64cf45a65460c0dea056" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Should_make_a_command_of_it(string change, IAccountCommand expected)
    {
        var answer = await api.Post($"{Location}/{change}", """{"reason":"as agreed"}""", ("X-Actor", "clerk-1"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Samples.WalletId, answer.Json.GetProperty("accountId").GetString());
        Assert.Equal(expected, api.Engine.Command);
        Assert.Null(api.Engine.Identity);
    }

    [Theory]
    [MemberData(nameof(Fingerprints))]
    public async Task Should_be_known_by_key_and_content(string change, string fingerprint)
    {
        api.Engine.Account = () => Samples.Account with { Ledger = "eu" };

        await api.Post(
            $"{Location}/{change}", """{"reason":"as agreed"}""", ("Idempotency-Key", "k"), ("X-Actor", "clerk-1"));
        api.Engine.Account = () => Samples.Account;

        Assert.Equal(new RequestIdentity(DeterministicId.Request("eu", "k"), fingerprint), api.Engine.Identity);
    }

    [Fact]
    public async Task Should_be_the_same_request_whoever_repeats_it()
    {
        await api.Post($"{Location}/freeze", """{"reason":"a"}""", ("Idempotency-Key", "k"), ("X-Actor", "anna"));
        var first = api.Engine.Identity;
        await api.Post($"{Location}/freeze", """{"reason":"a","idempotencyKey":"k"}""", ("X-Actor", "bert"));

        Assert.Equal(first, api.Engine.Identity);
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("reactivate")]
    [InlineData("freeze")]
    [InlineData("unfreeze")]
    [InlineData("close")]
    public async Task Should_want_a_reason(string change)
    {
        var answer = await api.Post($"{Location}/{change}", "{}");
        var bare = await api.Send(HttpMethod.Post, $"{Location}/{change}", null, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("reason", answer.Fields);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, bare.Status);
    }

    [Theory]
    [InlineData("null reason", "reason", "null")]
    [InlineData("empty reason", "reason", "\"\"")]
    [InlineData("reason as number", "reason", "7")]
    [InlineData("reason of 1001 characters", "reason", "LONG1001")]
    [InlineData("reason with a line break", "reason", "\"a\\nb\"")]
    [InlineData("reason with a lone surrogate", "reason", "\"\\ud800\"")]
    [InlineData("key as number", "idempotencyKey", "1")]
    [InlineData("empty key", "idempotencyKey", "\"\"")]
    [InlineData("actor is a header", "actor", "\"me\"")]
    [InlineData("status is not the caller's", "status", "\"frozen\"")]
    [InlineData("case variant", "Reason", "\"x\"")]
    public async Task Should_refuse_and_name_the_field(string name, string member, string json)
    {
        var reason = member == "reason" ? "" : "\"reason\":\"r\",";
        foreach (var change in new[] { "suspend", "close" })
        {
            var answer = await api.Post(
                $"{Location}/{change}", $"{{{reason}\"{member}\":{LongValues.Expand(json)}}}");

            Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
            Assert.Equal(member, answer.Fields);
        }
    }

    [Fact]
    public async Task Should_take_a_reason_of_1000_characters()
    {
        var answer = await api.Post($"{Location}/freeze", $"{{\"reason\":{LongValues.Expand("LONG1000")}}}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Should_say_so_when_there_is_no_account(string change, IAccountCommand command)
    {
        Assert.Equal(Wallet, command.AccountId);
        api.Engine.Account = () => null;

        var unknown = await api.Post($"{Location}/{change}", """{"reason":"r"}""", ("Idempotency-Key", "k"));
        var noId = await api.Post($"/v1/accounts/7/{change}", """{"reason":"r"}""");
        api.Engine.Account = () => Samples.Account;

        foreach (var answer in new[] { unknown, noId })
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Equal("account_not_found", answer.Code);
        }
    }

    [Theory]
    [InlineData("invalid_account_state", 422)]
    [InlineData("account_not_empty", 422)]
    [InlineData("account_not_found", 404)]
    public async Task Should_answer_a_refusal_in_the_same_words_each_time(string code, int status)
    {
        var refusal = new Refusal(code, "Because.") { AccountId = Wallet, Status = "pending" };
        api.Engine.AccountOutcome = new AccountOutcome.Refused(refusal, Replayed: true);

        var answer = await api.Post($"{Location}/close", """{"reason":"r"}""");
        api.Engine.AccountOutcome = new AccountOutcome.Accepted(Samples.Account, Replayed: false);

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(code, answer.Code);
        Assert.Equal("pending", answer.Json.GetProperty("accountStatus").GetString());
        Assert.Equal("true", answer.Header("Idempotency-Replayed"));
    }
}
