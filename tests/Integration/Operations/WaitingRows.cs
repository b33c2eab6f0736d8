using System.Globalization;
using BillingEngine.Host;
using BillingEngine.Integration.Tests.Host;
using BillingEngine.Integration.Tests.ReadModels;
using BillingEngine.Postgres.Verification;
using Npgsql;

namespace BillingEngine.Integration.Tests.Operations;

/// <summary>Messages put among those that wait, or have failed, by hand.</summary>
static class WaitingRows
{
    public const string Failure = "TimeoutException: the bank was slow";

    /// <summary>A retry of a command on an account that is due tomorrow, for or from nobody.</summary>
    public static async Task<string> AddRetry(
        this RunningHost host, Guid messageId, string account, string kind = "retry", string? orderKey = null)
    {
        await using var pool = NpgsqlDataSource.Create(host.Database);
        await using var command = pool.CreateCommand($$"""
            insert into queue (message_id, partition, type, due_at, headers, body, kind, order_key)
            select '{{messageId}}', min(partition), 'account.activate.v1', now() + interval '1 day',
                '{"BillingEngine.Attempts":"12","NServiceBus.Retries":"2","BillingEngine.LastFailure":"{{Failure}}"}',
                '{"accountId":"{{account}}"}', '{{kind}}', {{(orderKey is null ? "null" : $"'{orderKey}'")}}
            from partitions where endpoint = 'accounts' returning sequence
            """);
        var sequence = (long)(await command.ExecuteScalarAsync())!;
        return sequence.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Tests put messages there that stay, so something is left; nothing is wrong.</summary>
    public static async Task AllHolds(this RunningHost host) => Assert.Empty(
        await new Verifier(Composition.Invariants).Run(host.Database, CancellationToken.None)
            .Where(finding => !finding.Holds)
            .Select(finding => finding.ToString())
            .ToListAsync());

    public static async Task<int> Execute(this RunningHost host, string sql)
    {
        await using var pool = NpgsqlDataSource.Create(host.Database);
        return await Rows.Execute(pool, sql);
    }

    public static async Task<List<string>> Texts(this RunningHost host, string sql)
    {
        await using var pool = NpgsqlDataSource.Create(host.Database);
        return await Rows.Texts(pool, sql);
    }
}
