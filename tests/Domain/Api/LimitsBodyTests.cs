using System.Net;
using System.Text;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class LimitsBodyTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/limits";

    static readonly ChangeAccountLimits Nothing = new(
        Guid.Parse(Samples.WalletId),
        MinBalance: null,
        MaxBalance: null,
        CreditLimit: null,
        PerTransactionLimit: null,
        DailyLimit: null,
        KycLevel: null,
        AccountLimits.None,
        Reason: null);

    public static TheoryData<string, string, ChangeAccountLimits> Changes => new()
    {
        { "lowest balance", "\"minBalance\":\"-100\"", Nothing with { MinBalance = -100m } },
        { "highest balance", "\"maxBalance\":\"0\"", Nothing with { MaxBalance = 0m } },
        { "credit", "\"creditLimit\":\"0.5\"", Nothing with { CreditLimit = 0.5m } },
        { "per transaction", "\"perTransactionLimit\":\"7.50\"", Nothing with { PerTransactionLimit = 7.5m } },
        { "per day", "\"dailyLimit\":\"70\"", Nothing with { DailyLimit = 70m } },
        { "level", "\"kycLevel\":3", Nothing with { KycLevel = 3 } },
        { "level zero", "\"kycLevel\":0", Nothing with { KycLevel = 0 } },
        { "no lowest balance", "\"minBalance\":null", Nothing with { Removed = AccountLimits.MinBalance } },
        { "no highest balance", "\"maxBalance\":null", Nothing with { Removed = AccountLimits.MaxBalance } },
        { "no credit", "\"creditLimit\":null", Nothing with { Removed = AccountLimits.CreditLimit } },
        {
            "none per transaction",
            "\"perTransactionLimit\":null",
            Nothing with { Removed = AccountLimits.PerTransactionLimit }
        },
        { "none per day", "\"dailyLimit\":null", Nothing with { Removed = AccountLimits.DailyLimit } },
        {
            "one set, two removed, with a reason",
            "\"dailyLimit\":\"70\",\"maxBalance\":null,\"minBalance\":null,\"reason\":\"asked\"",
            Nothing with
            {
                DailyLimit = 70m,
                Removed = AccountLimits.MinBalance | AccountLimits.MaxBalance,
                Reason = "asked",
            }
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Should_set_what_is_given_and_remove_what_is_null(
        string name, string members, ChangeAccountLimits expected)
    {
        var answer = await Patch($"{{{members}}}");

        Assert.True(HttpStatusCode.OK == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(expected, api.Engine.Command);
        Assert.Equal("50.00", answer.Json.GetProperty("perTransactionLimit").GetString());
        Assert.Equal("null", answer.Json.GetProperty("dailyLimit").GetRawText());
    }

    [Theory]
    [InlineData("nothing", "{}")]
    [InlineData("only a reason", """{"reason":"because"}""")]
    [InlineData("only a key", """{"idempotencyKey":"k"}""")]
    public async Task Should_refuse_to_change_nothing(string name, string body)
    {
        var answer = await Patch(body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("body", answer.Fields);
    }

    [Theory]
    [InlineData("minimum as number", "minBalance", "-100", "amount_invalid")]
    [InlineData("minimum minus zero", "minBalance", "\"-0\"", "amount_invalid")]
    [InlineData("minimum too fine", "minBalance", "\"-1.005\"", "amount_scale")]
    [InlineData("maximum below zero", "maxBalance", "\"-1\"", "amount_invalid")]
    [InlineData("maximum with plus", "maxBalance", "\"+1\"", "amount_invalid")]
    [InlineData("maximum too large", "maxBalance", "\"1000000000000000000\"", "amount_too_large")]
    [InlineData("credit below zero", "creditLimit", "\"-1\"", "amount_invalid")]
    [InlineData("credit with exponent", "creditLimit", "\"1e3\"", "amount_invalid")]
    [InlineData("per transaction as number", "perTransactionLimit", "5", "amount_invalid")]
    [InlineData("per transaction too fine", "perTransactionLimit", "\"5.001\"", "amount_scale")]
    [InlineData("per transaction below zero", "perTransactionLimit", "\"-5\"", "amount_invalid")]
    [InlineData("per transaction empty", "perTransactionLimit", "\"\"", "amount_invalid")]
    [InlineData("per day as boolean", "dailyLimit", "true", "amount_invalid")]
    [InlineData("per day with blanks", "dailyLimit", "\" 5\"", "amount_invalid")]
    [InlineData("per day below zero", "dailyLimit", "\"-5\"", "amount_invalid")]
    [InlineData("level null", "kycLevel", "null")]
    [InlineData("level too high", "kycLevel", "4")]
    [InlineData("level below zero", "kycLevel", "-1")]
    [InlineData("level as text", "kycLevel", "\"1\"")]
    [InlineData("level with decimals", "kycLevel", "1.0")]
    [InlineData("empty reason", "reason", "\"\"")]
    [InlineData("reason of 1001 characters", "reason", "LONG1001")]
    [InlineData("balance is not the caller's", "balance", "\"5\"")]
    [InlineData("actor is a header", "actor", "\"me\"")]
    public async Task Should_refuse_and_name_the_field(
        string name, string member, string json, string code = "validation_failed")
    {
        var answer = await Patch($"{{\"{member}\":{LongValues.Expand(json)},\"idempotencyKey\":\"k\"}}");

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(code, answer.Code);
        Assert.Equal(member, answer.Fields);
    }

    [Fact]
    public async Task Should_refuse_a_minimum_above_the_maximum()
    {
        var answer = await Patch("""{"minBalance":"10","maxBalance":"5"}""");

        Assert.Equal("minBalance", answer.Fields);
    }

    [Fact]
    public async Task Should_read_amounts_at_the_scale_of_the_account()
    {
        api.Engine.Account = () => Samples.Account with { Currency = new CurrencyCode("JPY") };
        var yen = await Patch("""{"dailyLimit":"5.5"}""");
        api.Engine.Account = () => Samples.Account with { Currency = new CurrencyCode("BHD") };
        var dinar = await Patch("""{"dailyLimit":"5.555"}""");
        api.Engine.Account = () => Samples.Account with { Currency = new CurrencyCode("GONE") };
        var unknown = await Patch("""{"dailyLimit":"5"}""");
        api.Engine.Account = () => Samples.Account;

        Assert.Equal((HttpStatusCode.BadRequest, "amount_scale"), (yen.Status, yen.Code));
        Assert.Equal(HttpStatusCode.OK, dinar.Status);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "currency_unknown"), (unknown.Status, unknown.Code));
    }

    [Theory]
    [InlineData(Path)]
    [InlineData("/v1/accounts/7/limits")]
    public async Task Should_say_so_when_there_is_no_account(string path)
    {
        api.Engine.Account = () => null;

        var answer = await api.Send(
            HttpMethod.Patch, path, Encoding.UTF8.GetBytes("""{"dailyLimit":"5"}"""), "application/json");
        api.Engine.Account = () => Samples.Account;

        Assert.Equal((HttpStatusCode.NotFound, "account_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Should_be_known_by_key_and_content()
    {
        var first = await Fingerprint("""{"dailyLimit":"5","maxBalance":null}""");

        Assert.Equal(first, await Fingerprint("""{"maxBalance":null,"dailyLimit":"5.00","reason":null}"""));
        Assert.Equal("07ce1ce7b5889ac77914a5ffbdfd3ac1", first);
        foreach (var other in new[]
        {
            """{"dailyLimit":"5"}""",
            """{"dailyLimit":"5","maxBalance":"5"}""",
            """{"dailyLimit":"5.01","maxBalance":null}""",
            """{"perTransactionLimit":"5","maxBalance":null}""",
            """{"dailyLimit":"5","minBalance":null}""",
            """{"dailyLimit":"5","maxBalance":null,"kycLevel":0}""",
            """{"dailyLimit":"5","maxBalance":null,"reason":"r"}""",
        })
            Assert.False(first == await Fingerprint(other), other);
    }

    [Fact]
    public async Task Should_be_described()
    {
        var schema = (await api.Get("/openapi/v1.json")).Json
            .GetProperty("components").GetProperty("schemas").GetProperty("ChangeLimits");
        var nulls = schema.GetProperty("properties").EnumerateObject()
            .Select(member => member.Name == "kycLevel" ? "\"kycLevel\":1" : $"\"{member.Name}\":null");

        Assert.Equal(HttpStatusCode.OK, (await Patch($"{{{string.Join(',', nulls)}}}")).Status);
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    async Task<string> Fingerprint(string body)
    {
        await Patch(body, ("Idempotency-Key", "k"));
        Assert.Equal(DeterministicId.Request("main", "k"), api.Engine.Identity!.RequestId);
        return api.Engine.Identity.Fingerprint;
    }

    Task<Answer> Patch(string body, params (string, string)[] headers) =>
        api.Send(HttpMethod.Patch, Path, Encoding.UTF8.GetBytes(body), "application/json", headers);
}
