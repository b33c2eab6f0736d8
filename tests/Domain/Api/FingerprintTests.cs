using BillingEngine.Api.Requests;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

public sealed class FingerprintTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("amount without decimals", "amount", "\"10\"")]
    [InlineData("amount with a leading zero", "amount", "\"010.0\"")]
    [InlineData("default ledger spelt out", "ledger", "\"main\"")]
    [InlineData("null for left out", "description", "null")]
    [InlineData("key as member", "idempotencyKey", "\"k\"")]
    public async Task Should_be_the_same_for_the_same_content(string name, string member, string json) =>
        Assert.True(await Of(Samples.Topup("reference", null)) == await Of(Samples.Topup(member, json)), name);

    [Theory]
    [InlineData("amount", "amount", "\"10.01\"")]
    [InlineData("currency", "currency", "\"EUR\"")]
    [InlineData("ledger", "ledger", "\"other\"")]
    [InlineData("source", "sourceAccountId", "\"99999999-2222-4333-8444-555555555555\"")]
    [InlineData("destination", "destinationAccountId", "\"99999999-2222-4333-8444-555555555555\"")]
    [InlineData("reference", "reference", "\"x\"")]
    [InlineData("description", "description", "\"x\"")]
    [InlineData("metadata", "metadata", "{}")]
    public async Task Should_differ_with_the_content(string name, string member, string json) =>
        Assert.False(await Of(Samples.Topup("reference", null)) == await Of(Samples.Topup(member, json)), name);

    [Fact]
    public async Task Should_tell_one_member_from_another() => Assert.NotEqual(
        await Of(Samples.Topup("reference", "\"x\"")), await Of(Samples.Topup("description", "\"x\"")));

    [Fact]
    public void Should_tell_where_one_part_ends() =>
        Assert.NotEqual(Fingerprint.Of("o", "ab", "c"), Fingerprint.Of("o", "a", "bc"));

    [Fact]
    public void Should_tell_absent_from_empty() =>
        Assert.NotEqual(Fingerprint.Of("o", ""), Fingerprint.Of("o", (string?)null));

    /// <summary>
    /// Fingerprints are stored: one that is computed otherwise would make a repeat look like another request.
    /// </summary>
    [Fact]
    public async Task Should_never_change()
    {
        var body = $$"""
            {"sourceAccountId":"{{Samples.BankId}}","destinationAccountId":"{{Samples.WalletId}}","amount":"10",
             "currency":"USD","reference":"r","metadata":{"a":1} }
            """;

        Assert.Equal("59d89b2612989e336b2e6d425d0794ee", await Of(body));
    }

    async Task<string> Of(string body)
    {
        await api.Post("/v1/transactions/topup", body, ("Idempotency-Key", "k"));
        return Assert.IsType<RequestTopup>(api.Engine.Command).Fingerprint;
    }
}
