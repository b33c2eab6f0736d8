using System.Diagnostics;
using Npgsql;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Trait("Category", "Slow")]
public sealed class When_reads_are_slow(ITestOutputHelper log)
{
    [Fact]
    public async Task Should_say_unavailable_to_those_beyond_the_pool_and_serve_again_afterwards()
    {
        await using var billing = await HostOnALine.Start(settings => settings.MaxPoolSize = 3);
        var wallet = await billing.Api.OpenWallet("slow");
        await using var blocker = new NpgsqlConnection(billing.Database);
        await blocker.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using var block = new NpgsqlCommand("lock table accounts in access exclusive mode", blocker);
        await block.ExecuteNonQueryAsync();

        var waiting = Stopwatch.StartNew();
        var reads = Enumerable.Range(0, 40).Select(_ => billing.Api.Get($"/v1/accounts/{wallet}/balance"));
        await Task.WhenAll(reads.Select(read => HostOnALine.IsUnavailable(read, TimeSpan.FromSeconds(25))));
        log.WriteLine($"40 reads over 3 sessions were answered within {waiting.Elapsed.TotalSeconds:0.0} s.");

        await transaction.RollbackAsync();
        await billing.IsReady();
        Assert.Equal("0.00", await billing.Api.BalanceOf(wallet));
    }
}
