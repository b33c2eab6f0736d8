using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using BillingEngine.Benchmarks.Rates.Statistics;
using Npgsql;

namespace BillingEngine.Benchmarks.Rates.Peers;

/// <summary>PostgreSQL's own load generator, the cheapest client that there is.</summary>
sealed partial class Pgbench(string program, NpgsqlConnectionStringBuilder database)
{
    const int Threads = 2;
    const string Name = "pgbench";

    // To open the sessions is within the time, though not within the rate that is told. On a busy machine it may take
    // all of the time.
    const int LeastSeconds = 2;
    const int MostSeconds = 20;

    /// <summary>Beside the server's programs or on the path; null when it is not installed.</summary>
    public static async Task<Pgbench?> Find(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("select setting from pg_config where name = 'BINDIR'");
        var beside = (string?)await command.ExecuteScalarAsync() ?? "";
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Prepend(beside)
            .Select(folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);
        return program is null ? null : new Pgbench(program, new(connectionString));
    }

    public Pgbench At(string connectionString) => new(program, new(connectionString));

    /// <summary>Makes the tables of TPC-B.</summary>
    public Task Initialize(int scale) => Run("-i", "-q", "-s", $"{scale}");

    /// <param name="script">A file; null: the transaction of TPC-B.</param>
    public async Task<Measurement> Measure(int callers, TimeSpan length, string? script)
    {
        var seconds = Math.Max(LeastSeconds, (int)Math.Round(length.TotalSeconds));
        var output = await Run([
            "-c", $"{callers}", "-j", $"{Threads}", "-M", "prepared", "-T", $"{seconds}",
            .. script is null ? [] : (string[])["-n", "-f", script]]);
        var rate = Rate.Match(output);
        if (!rate.Success)
            return seconds < MostSeconds
                ? await Measure(callers, length * 2, script)
                : throw new InvalidOperationException($"{Name} told no rate: {output}");
        var failed = Failed.Match(output) is { Success: true } match && match.Groups[1].Value != "0"
            ? $"{match.Groups[1].Value} failed"
            : null;
        return new Measurement(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), Trouble: failed);
    }

    async Task<string> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, database.Database ?? ""])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = $"{database.Port}";
        start.Environment["PGUSER"] = database.Username;
        start.Environment["PGPASSWORD"] = database.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Name} failed: {await errors}");
    }

    [GeneratedRegex(@"^tps = ([0-9.]+) \(without", RegexOptions.Multiline)]
    static partial Regex Rate { get; }

    [GeneratedRegex(@"^number of failed transactions: (\d+)", RegexOptions.Multiline)]
    static partial Regex Failed { get; }
}
