using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>As <see cref="FingerprintTests"/>, for what came after the top-up.</summary>
public sealed class MovementFingerprintTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("amount without decimals", "amount", "\"10\"")]
    [InlineData("default ledger spelt out", "ledger", "\"main\"")]
    [InlineData("null for left out", "description", "null")]
    [InlineData("default capture spelt out", "capture", "\"automatic\"")]
    [InlineData("default duration spelt out", "expiresIn", "\"P7D\"")]
    [InlineData("default duration in other words", "expiresIn", "\"P1W\"")]
    [InlineData("key as member", "idempotencyKey", "\"k\"")]
    public async Task Should_be_the_same_for_the_same_content(string name, string member, string json) => Assert.True(
        await OfMovement("payment", MovementSamples.Movement("reference", null))
        == await OfMovement("payment", MovementSamples.Movement(member, json)),
        name);

    [Theory]
    [InlineData("amount", "amount", "\"10.01\"")]
    [InlineData("currency", "currency", "\"EUR\"")]
    [InlineData("ledger", "ledger", "\"other\"")]
    [InlineData("source", "sourceAccountId", "\"22222222-2222-4333-8444-555555555555\"")]
    [InlineData("destination", "destinationAccountId", "\"22222222-2222-4333-8444-555555555555\"")]
    [InlineData("reference", "reference", "\"x\"")]
    [InlineData("description", "description", "\"x\"")]
    [InlineData("metadata", "metadata", "{}")]
    [InlineData("capture", "capture", "\"manual\"")]
    [InlineData("duration", "expiresIn", "\"P8D\"")]
    public async Task Should_differ_with_the_content(string name, string member, string json) => Assert.False(
        await OfMovement("payment", MovementSamples.Movement("reference", null))
        == await OfMovement("payment", MovementSamples.Movement(member, json)),
        name);

    [Fact]
    public async Task Should_differ_with_the_card()
    {
        api.Engine.Cards =
        [
            CardReadTests.Card(1) with
            {
                CardId = Guid.Parse(Samples.CardId),
                AccountId = Guid.Parse(Samples.BankId),
            },
        ];

        Assert.NotEqual(
            await OfMovement("payment", MovementSamples.Movement()),
            await OfMovement("payment", MovementSamples.CardPayment()));
    }

    [Fact]
    public async Task Should_differ_with_the_type()
    {
        HashSet<string> all = [];
        foreach (var route in (string[])["topup", "withdrawal", "transfer", "payment"])
            Assert.True(all.Add(await OfMovement(route, MovementSamples.Movement())), route);
    }

    [Fact]
    public async Task Should_differ_with_the_order()
    {
        HashSet<string> all = [];
        foreach (var (order, body) in ((string, string)[])[
            ("capture", "{}"), ("capture", """{"amount":"1"}"""), ("capture", """{"amount":"2"}"""),
            ("void", "{}"), ("void", """{"reason":"x"}"""), ("void", """{"reason":"y"}""")])
            Assert.True(all.Add(await OfOrder(order, body)), $"{order} {body}");
        Assert.False(all.Add(await OfOrder("capture", """{"amount":"2.00"}""")));
    }

    /// <summary>
    /// Fingerprints are stored: one that is computed otherwise would make a repeat look like another request.
    /// </summary>
    [Theory]
    [InlineData("withdrawal", "fe2fcf79f747258a686e19584d140c99")]
    [InlineData("transfer", "c8b0ac50c1b530c04000c3cd8625d31d")]
    [InlineData("payment", "ebb3d0c4e6def2e75ba419610ad5c22f")]
    [InlineData("capture", "d58dfdac133cfe8cd01968053c6e22a2")]
    [InlineData("void", "f40c1a9f3d3efec284b90b20e750dbf4")]
    [InlineData("refund", "df52682a52b37b19378e66a1c1853cce")]
    public async Task Should_never_change(string route, string fingerprint)
    {
        var found = route switch
        {
            "capture" => await OfOrder(route, """{"amount":"5"}"""),
            "void" => await OfOrder(route, """{"reason":"r"}"""),
            "refund" => await OfRefund("""{"amount":"5","reason":"r"}"""),
            _ => await OfMovement(route, MovementSamples.Movement("metadata", """{"a":1}""")),
        };

        Assert.Equal(fingerprint, found);
    }

    async Task<string> OfMovement(string route, string body)
    {
        await api.Post($"/v1/transactions/{route}", body, ("Idempotency-Key", "k"));
        return Assert.IsAssignableFrom<ITransactionRequest>(api.Engine.Command).Fingerprint;
    }

    async Task<string> OfOrder(string order, string body)
    {
        api.Engine.Transaction = MovementSamples.Authorized;
        await api.Post($"/v1/transactions/{Samples.TransactionId}/{order}", body, ("Idempotency-Key", "k"));
        return api.Engine.Identity!.Fingerprint;
    }

    async Task<string> OfRefund(string body)
    {
        api.Engine.Transaction = MovementSamples.Captured;
        await api.Post($"/v1/transactions/{Samples.TransactionId}/refund", body, ("Idempotency-Key", "k"));
        return Assert.IsType<RequestRefund>(api.Engine.Command).Fingerprint;
    }
}
