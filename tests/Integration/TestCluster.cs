using BillingEngine.Integration.Tests.Embedded;
using BillingEngine.Postgres.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests;

/// <summary>One embedded server for all tests of the process; each test asks for a database of its own.</summary>
static class TestCluster
{
    static readonly Lazy<Task<EmbeddedPostgres>> server = new(() => Task.Run(Start));
    static int databases;

    /// <summary>Connection string of a new, empty database.</summary>
    public static async Task<string> NewDatabase()
    {
        var cluster = await server.Value;
        var name = $"test_{Interlocked.Increment(ref databases)}";
        var connection = await cluster.CreateDatabase(name, CancellationToken.None);
        // The pools of finished tests would otherwise use up the sessions of the server.
        return new NpgsqlConnectionStringBuilder(connection)
        {
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
        }.ConnectionString;
    }

    // Never disposed of: the test folders outlive the process by a moment, and take the server with them.
    static Task<EmbeddedPostgres> Start() => EmbeddedPostgres.Start(
        new EmbeddedPostgresOptions(TestFolders.New()) { SharedBuffersMegabytes = 128 }, CancellationToken.None);
}
