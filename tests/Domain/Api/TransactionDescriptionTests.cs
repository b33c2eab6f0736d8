using BillingEngine.Api;
using static BillingEngine.Domain.Tests.Api.DescriptionTests;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>As <see cref="DescriptionTests"/>, for answers whose members depend on what they are about.</summary>
public sealed class TransactionDescriptionTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Should_describe_the_members_of_a_transaction_of_any_type()
    {
        var schema = await Schema(api, "Transaction");
        List<string> all = [];
        foreach (var transaction in MovementSamples.OfEachType)
        {
            api.Engine.Transaction = transaction;
            var answer = await api.Get($"/v1/transactions/{Samples.TransactionId}");
            Assert.Superset(Required(schema).ToHashSet(), Names(answer.Json).ToHashSet());
            Assert.All(answer.Json.EnumerateObject(), member => AssertNullIsDescribed(schema, member));
            all.AddRange(Names(answer.Json));
        }

        Assert.Equal(Members(schema).Order(), all.Distinct().Order());
        api.Engine.Transaction = Samples.Completed;
    }

    [Fact]
    public async Task Should_describe_the_members_of_a_dry_run()
    {
        api.Engine.TransactionOutcome = new TransactionOutcome.Settled(Samples.Completed, Replayed: false);
        api.Engine.Balances = [new(Guid.Parse(Samples.WalletId), 1m, 0m)];
        var schema = await Schema(api, "DryRun");

        var answer = await api.Post("/v1/transactions/topup?dryRun=true", Samples.Topup(), ("Idempotency-Key", "k"));

        Assert.Equal(Members(schema), Names(answer.Json));
        Assert.Equal(
            Members(schema.GetProperty("properties").GetProperty("balances").GetProperty("items")),
            Names(answer.Json.GetProperty("balances")[0]));
    }

    [Fact]
    public async Task Should_describe_the_members_of_an_answer_to_many()
    {
        api.Engine.TransactionOutcome = new TransactionOutcome.Settled(Samples.Completed, Replayed: true);
        api.Engine.Balances = [new(Guid.Parse(Samples.WalletId), 1m, 0m)];
        var body = MovementSamples.Bulk(MovementSamples.Item(), "1");
        var schema = await Schema(api, "BulkAnswer");

        var real = await api.Post("/v1/transactions/bulk", body);
        var dry = await api.Post("/v1/transactions/bulk?dryRun=true", body);

        Assert.Equal(Members(schema).Order(), Names(real.Json).Union(Names(dry.Json)).Order());
        var item = schema.GetProperty("properties").GetProperty("items").GetProperty("items");
        Assert.Equal(
            Members(item).Order(),
            new[] { real, dry }.SelectMany(answer => answer.Json.GetProperty("items").EnumerateArray())
                .SelectMany(Names).Distinct().Order());
    }
}
