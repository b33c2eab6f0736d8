using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountBodyTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/accounts";

    [Fact]
    public async Task Should_make_a_command_of_all_that_is_given()
    {
        var body = $$"""
            {"accountId":"{{Samples.WalletId}}","ledger":"eu","ownerId":"ada","ownerType":"customer","kind":"merchant",
             "currency":"BHD","activate":true,"minBalance":"-5","maxBalance":"1000.5","creditLimit":"0","kycLevel":2,
             "initialBalance":"7","metadata":{"a":1} }
            """;

        var answer = await api.Post(Path, body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var expected = new CreateAccount(
            Guid.Parse(Samples.WalletId),
            "eu",
            "ada",
            "customer",
            AccountKind.Merchant,
            new CurrencyCode("BHD"),
            Activate: true,
            MinBalance: -5m,
            MaxBalance: 1000.5m,
            CreditLimit: 0m,
            KycLevel: 2,
            InitialBalance: 7m,
            new JsonText("""{"a":1}"""));
        Assert.Equal(expected, api.Engine.Command);
        Assert.Null(api.Engine.Identity);
    }

    [Fact]
    public async Task Should_fill_in_what_is_left_out()
    {
        await api.Post(Path, Samples.NewAccount("kycLevel", null));

        var command = Assert.IsType<CreateAccount>(api.Engine.Command);
        Assert.Equal("main", command.Ledger);
        Assert.True(command.Activate);
        Assert.Equal(0, command.KycLevel);
        Assert.Null(command.InitialBalance);
        Assert.Equal(4, command.AccountId.Version);
    }

    [Fact]
    public async Task Should_derive_the_id_from_the_key_if_there_is_one()
    {
        await api.Post(Path, Samples.NewAccount(), ("Idempotency-Key", "k"));

        var command = Assert.IsType<CreateAccount>(api.Engine.Command);
        Assert.Equal(DeterministicId.Derive("account", "main", "k"), command.AccountId);
        Assert.Equal(DeterministicId.Request("main", "k"), api.Engine.Identity!.RequestId);
        Assert.Matches("^[0-9a-f]{32}$", api.Engine.Identity.Fingerprint);
    }

    [Fact]
    public async Task Should_make_another_id_each_time_without_a_key()
    {
        await api.Post(Path, Samples.NewAccount());
        var first = Assert.IsType<CreateAccount>(api.Engine.Command).AccountId;
        await api.Post(Path, Samples.NewAccount());

        Assert.NotEqual(first, Assert.IsType<CreateAccount>(api.Engine.Command).AccountId);
    }

    [Theory]
    [InlineData("user", AccountKind.User)]
    [InlineData("merchant", AccountKind.Merchant)]
    [InlineData("business", AccountKind.Business)]
    [InlineData("external", AccountKind.External)]
    [InlineData("fee", AccountKind.Fee)]
    [InlineData("system", AccountKind.System)]
    public async Task Should_know_every_kind(string kind, AccountKind expected)
    {
        await api.Post(Path, Samples.NewAccount("kind", $"\"{kind}\""));

        Assert.Equal(expected, Assert.IsType<CreateAccount>(api.Engine.Command).Kind);
    }

    [Theory]
    [InlineData("bad id", "accountId", "\"1\"")]
    [InlineData("nil id", "accountId", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("id as number", "accountId", "1")]
    [InlineData("ledger with a quote", "ledger", "\"a'--\"")]
    [InlineData("ledger beyond ASCII", "ledger", "\"bücher\"")]
    [InlineData("no owner", "ownerId", null)]
    [InlineData("null owner", "ownerId", "null")]
    [InlineData("empty owner", "ownerId", "\"\"")]
    [InlineData("owner as number", "ownerId", "42")]
    [InlineData("owner of 256 characters", "ownerId", "LONG256")]
    [InlineData("owner with NUL", "ownerId", "\"\\u0000\"")]
    [InlineData("owner with a carriage return", "ownerId", "\"a\\r\"")]
    [InlineData("owner with a lone surrogate", "ownerId", "\"\\udfff\"")]
    [InlineData("no owner type", "ownerType", null)]
    [InlineData("owner type as object", "ownerType", "{}")]
    [InlineData("no kind", "kind", null)]
    [InlineData("null kind", "kind", "null")]
    [InlineData("unknown kind", "kind", "\"admin\"")]
    [InlineData("kind in capitals", "kind", "\"User\"")]
    [InlineData("kind as number", "kind", "0")]
    [InlineData("kind as numeric text", "kind", "\"0\"")]
    [InlineData("two kinds", "kind", "\"user, fee\"")]
    [InlineData("no currency", "currency", null)]
    [InlineData("unknown currency", "currency", "\"QQQ\"", "currency_unknown")]
    [InlineData("lower case currency", "currency", "\"eur\"", "currency_unknown")]
    [InlineData("activate as text", "activate", "\"true\"")]
    [InlineData("activate as number", "activate", "1")]
    [InlineData("minimum as number", "minBalance", "-100", "amount_invalid")]
    [InlineData("minimum minus zero", "minBalance", "\"-0\"", "amount_invalid")]
    [InlineData("minimum of a scale too fine", "minBalance", "\"-1.005\"", "amount_scale")]
    [InlineData("minimum too large", "minBalance", "\"-1000000000000000000\"", "amount_too_large")]
    [InlineData("maximum below zero", "maxBalance", "\"-1\"", "amount_invalid")]
    [InlineData("maximum with exponent", "maxBalance", "\"1e3\"", "amount_invalid")]
    [InlineData("maximum of 30 digits", "maxBalance", "\"999999999999999999999999999999\"", "amount_too_large")]
    [InlineData("credit below zero", "creditLimit", "\"-1\"", "amount_invalid")]
    [InlineData("credit as boolean", "creditLimit", "false", "amount_invalid")]
    [InlineData("KYC level as text", "kycLevel", "\"1\"")]
    [InlineData("KYC level below zero", "kycLevel", "-1")]
    [InlineData("KYC level minus zero", "kycLevel", "-0")]
    [InlineData("KYC level with decimals", "kycLevel", "1.0")]
    [InlineData("KYC level with exponent", "kycLevel", "1e0")]
    [InlineData("KYC level too high", "kycLevel", "4")]
    [InlineData("KYC level beyond all integers", "kycLevel", "99999999999999999999")]
    [InlineData("initial balance zero", "initialBalance", "\"0\"", "amount_invalid")]
    [InlineData("initial balance below zero", "initialBalance", "\"-1\"", "amount_invalid")]
    [InlineData("initial balance as number", "initialBalance", "10", "amount_invalid")]
    [InlineData("metadata as text", "metadata", "\"x\"")]
    [InlineData("metadata above 8 KB", "metadata", "BIG")]
    [InlineData("status is not the caller's", "status", "\"active\"")]
    [InlineData("balance is not the caller's", "balance", "\"1000000.00\"")]
    [InlineData("version is not the caller's", "version", "1")]
    [InlineData("case variant", "OwnerId", "\"eve\"")]
    [InlineData("snake case variant", "owner_id", "\"eve\"")]
    public async Task Should_refuse_and_name_the_field(
        string name, string member, string? json, string code = "validation_failed")
    {
        var answer = await api.Post(Path, Samples.NewAccount(member, LongValues.Expand(json)));

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(code, answer.Code);
        Assert.Equal(member, answer.Fields);
    }

    [Theory]
    [InlineData("minimum above maximum", "\"minBalance\":\"10\",\"maxBalance\":\"5\"", "minBalance")]
    [InlineData("funded above its maximum", "\"initialBalance\":\"10\",\"maxBalance\":\"5\"", "initialBalance")]
    [InlineData("funded but pending", "\"initialBalance\":\"10\",\"activate\":false", "initialBalance")]
    public async Task Should_refuse_what_contradicts_itself(string name, string members, string field)
    {
        var body = Samples.NewAccount().Replace("\"kycLevel\":1", members, StringComparison.Ordinal);
        var answer = await api.Post(Path, body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(field, answer.Fields);
    }

    [Fact]
    public async Task Should_give_a_specific_code_when_all_errors_are_of_that_kind()
    {
        var answer = await api.Post(
            Path, Samples.NewAccount("minBalance", "\"1.001\",\"maxBalance\":\"2.001\""));

        Assert.Equal("amount_scale", answer.Code);
        Assert.Equal("maxBalance,minBalance", answer.Fields);
    }
}
