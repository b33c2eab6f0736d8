using System.Globalization;
using Npgsql;

namespace BillingEngine.Benchmarks.Reads;

/// <summary>What a request may ask for: things that are in the database, picked at random.</summary>
sealed record Sample(
    Guid Account,
    Guid LongAccount,
    Guid Transaction,
    string TrackingId,
    string? Reference,
    string Owner,
    string Word,
    string Time,
    int Version);

/// <summary>Picks samples with the same seed in each run.</summary>
sealed class Samples
{
    const int Count = 2_000;

    // Ids are random, so those from a random one on are a fair pick, and found by one descent each.
    const string SelectAccounts = """
        select account_id, owner_id, version from unnest($1) as picked(id)
        cross join lateral (
            select account_id, owner_id, version from accounts where account_id >= picked.id
            order by account_id limit 1) a
        """;

    const string SelectTransactions = """
        select transaction_id, tracking_id, reference from unnest($1) as picked(id)
        cross join lateral (
            select transaction_id, tracking_id, reference from transactions where transaction_id >= picked.id
            order by transaction_id limit 1) t
        """;

    const string SelectLongAccount = "select account_id from accounts order by version desc limit 1";

    // When all accounts are there.
    const string SelectTimes = "select max(created_at), now() from accounts";

    readonly List<Sample> _samples = [];
    int _next;

    Samples(int seed) => Random = new Random(seed);

    Random Random { get; }

    public static async Task<Samples> Pick(string connectionString, int seed)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var samples = new Samples(seed);
        var accounts = await samples.Rows(
            database, SelectAccounts, row => (row.GetGuid(0), row.GetString(1), row.GetInt32(2)), isPicked: true);
        var transactions = await samples.Rows(
            database,
            SelectTransactions,
            row => (row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            isPicked: true);
        var longest = (await samples.Rows(database, SelectLongAccount, row => row.GetGuid(0), isPicked: false))[0];
        var (first, last) = (await samples.Rows(
            database,
            SelectTimes,
            row => (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1)),
            isPicked: false))[0];
        for (var index = 0; index < Math.Min(accounts.Count, transactions.Count); index++)
        {
            var (account, owner, version) = accounts[index];
            var (transaction, trackingId, reference) = transactions[index];
            var time = first + (samples.Random.NextDouble() * (last - first));
            samples._samples.Add(new Sample(
                account,
                longest,
                transaction,
                Uri.EscapeDataString(trackingId),
                reference is null ? "none" : Uri.EscapeDataString(reference),
                Uri.EscapeDataString(owner),
                reference?.Split(' ', '-')[0] ?? "none",
                time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                1 + samples.Random.Next(version)));
        }

        return samples;
    }

    public Sample Next() => _samples[Interlocked.Increment(ref _next) % _samples.Count];

    async Task<List<T>> Rows<T>(NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, bool isPicked)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        if (isPicked)
            command.Parameters.Add(new() { Value = Enumerable.Range(0, Count).Select(_ => Id()).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
