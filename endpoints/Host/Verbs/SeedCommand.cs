using System.Diagnostics;
using BillingEngine.Host.Configuration;
using BillingEngine.Host.Seed;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.Host.Verbs;

/// <summary>A database, filled, with what the planner needs to know of it, and checked.</summary>
sealed record SeedCommand(
    string? Connection,
    string? DataDirectory,
    BillingConfiguration Configuration,
    int Accounts,
    int Transactions,
    string CurrencyCode,
    bool SkipVerify)
{
    static readonly TimeSpan Span = TimeSpan.FromDays(90);
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task<int> Run(TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (!Configuration.Currencies.TryFind(CurrencyCode, out var currency))
            throw new InvalidOperationException($"--currency knows no '{CurrencyCode}'; codes are upper case, as USD");
        await using var database = await BillingDatabase.Open(Connection, DataDirectory, ct);
        await using var pool = PostgresStorage.OpenDatabase(database.ConnectionString);
        await Migrator.Migrate(pool, Composition.Migrations, ct);
        await using var storage = await PostgresStorage.Open(
            pool,
            Composition.InlineProjections(),
            new SystemScheduler(TimeProvider.System),
            new SystemRandomSource(),
            ct);
        var now = WholeMicroseconds(TimeProvider.System.GetUtcNow());
        var began = Stopwatch.GetTimestamp();
        var plan = new SeedPlan(Accounts, Transactions, currency, now - Span, now);
        await Seeder.Run(storage, plan, Progress(error, plan.Steps), ct);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await output.WriteLineAsync(
            $"seed: {Accounts:N0} accounts, {Transactions:N0} transactions, {Transactions / seconds:N0}/s");
        await Analyze(pool, ct);
        return SkipVerify || await VerifyVerb.Check(database.ConnectionString, output, ct) ? 0 : 1;
    }

    /// <summary>A line once a second.</summary>
    static Action<int> Progress(TextWriter error, int steps)
    {
        var (began, last) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        return stored =>
        {
            if (Stopwatch.GetElapsedTime(last) < Interval)
                return;
            last = Stopwatch.GetTimestamp();
            var rate = stored / Stopwatch.GetElapsedTime(began).TotalSeconds;
            error.WriteLine($"seed: {stored:N0} of {steps:N0}, {rate:N0}/s");
        };
    }

    /// <summary>What the store keeps.</summary>
    static DateTimeOffset WholeMicroseconds(DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>Or the first questions would be answered by plans for an empty database.</summary>
    static async Task Analyze(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var unbound = new NpgsqlCommand("set statement_timeout = 0", connection);
        await unbound.ExecuteNonQueryAsync(ct);
        await using var analyze = new NpgsqlCommand("analyze", connection) { CommandTimeout = 0 };
        await analyze.ExecuteNonQueryAsync(ct);
    }
}
