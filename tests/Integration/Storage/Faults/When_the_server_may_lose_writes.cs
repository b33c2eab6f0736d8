using BillingEngine.Integration.Tests.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_the_server_may_lose_writes
{
    [Fact]
    public async Task Should_refuse_to_open()
    {
        await using var store = new PostgresStore();
        var connection = await store.ConnectionString();
        var database = new NpgsqlConnectionStringBuilder(connection).Database;
        await Sql.Run(connection, $"alter database {database} set synchronous_commit = off");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => store.Open([]));

        Assert.Contains("synchronous_commit = off", refusal.Message, StringComparison.Ordinal);
    }
}
