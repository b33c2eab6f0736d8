using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;
using Npgsql;

namespace BillingEngine.Benchmarks.Rates.Peers;

/// <summary>
/// Sessions of Npgsql that call the function of a ledger, one transaction a call: for where there is no pgbench.
/// </summary>
sealed class PreparedCalls(string connectionString, SqlLedger ledger, int callers) : IContestant
{
    const int Seed = 20_26;

    public async Task<Measurement> Run(TimeSpan length, IReadOnlyDictionary<string, Measurement> round)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var sessions = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Open(database, caller)));
        var measured = await ClosedLoop.Run(callers, length, caller => sessions[caller].Transfer());
        foreach (var session in sessions)
            await session.DisposeAsync();
        return measured;
    }

    async Task<Session> Open(NpgsqlDataSource database, int caller)
    {
        var connection = await database.OpenConnectionAsync();
#pragma warning disable CA2100 // One of the constants of the ledgers.
        var command = new NpgsqlCommand(ledger.Call, connection);
#pragma warning restore CA2100
        for (var parameter = 0; parameter < 3; parameter++)
            command.Parameters.Add(new NpgsqlParameter<int>());
        await command.PrepareAsync();
        return new Session(connection, command, new Random(Seed + caller));
    }

    sealed class Session(NpgsqlConnection connection, NpgsqlCommand command, Random random) : IAsyncDisposable
    {
        public Task<int> Transfer()
        {
            var source = random.Next(SqlLedger.Accounts);
            var other = (source + 1 + random.Next(SqlLedger.Accounts - 1)) % SqlLedger.Accounts;
            Set(0, source + 1);
            Set(1, other + 1);
            Set(2, 1 + random.Next(SqlLedger.HighestAmount));
            return command.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
        }

        void Set(int parameter, int value) =>
            ((NpgsqlParameter<int>)command.Parameters[parameter]).TypedValue = value;
    }
}
