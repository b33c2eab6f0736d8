using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Numbered SQL files of a component, embedded in its assembly under Migrations.</summary>
public sealed record MigrationSource(string Component, Assembly Assembly);

/// <summary>Brings a database to this version. Forward only, each file once, in one transaction, one process at a time.</summary>
public static partial class Migrator
{
    const long LockKey = 0x62_69_6c_6c_69_6e_67;

    const string Setup = """
        create table if not exists schema_migrations (
            component  text        not null,
            number     int         not null,
            name       text        not null,
            applied_at timestamptz not null default clock_timestamp(),
            constraint schema_migrations_pkey primary key (component, number)
        )
        """;

    public static async Task Migrate(NpgsqlDataSource database, IReadOnlyList<MigrationSource> sources, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // It takes as long as it takes: to write a large table anew, or to wait for another process that does.
        await Execute(connection, "set local statement_timeout = 0", ct);
        await Execute(connection, "set local lock_timeout = 0", ct);
        await Execute(connection, $"select pg_advisory_xact_lock({LockKey})", ct);
        await Execute(connection, "set local client_min_messages = warning", ct);
        await Execute(connection, Setup, ct);
        foreach (var source in sources)
        {
            var applied = await Applied(connection, source.Component, ct);
            foreach (var (number, name, sql) in FilesOf(source).Where(file => !applied.Contains(file.Number)))
            {
                await Execute(connection, sql, ct);
                await Record(connection, source.Component, number, name, ct);
            }
        }

        await transaction.CommitAsync(ct);
    }

    static IEnumerable<(int Number, string Name, string Sql)> FilesOf(MigrationSource source) => source.Assembly
        .GetManifestResourceNames()
        .Select(resource => (resource, match: FileName().Match(resource)))
        .Where(file => file.match.Success)
        .Select(file => (
            int.Parse(file.match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture),
            file.match.Groups["name"].Value,
            Read(source.Assembly, file.resource)))
        .OrderBy(file => file.Item1);

    static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    static async Task<HashSet<int>> Applied(NpgsqlConnection connection, string component, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select number from schema_migrations where component = $1", connection);
        command.Parameters.Add(new() { Value = component });
        await using var reader = await command.ExecuteReaderAsync(ct);
        HashSet<int> numbers = [];
        while (await reader.ReadAsync(ct))
            numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    static async Task Record(NpgsqlConnection connection, string component, int number, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into schema_migrations (component, number, name) values ($1, $2, $3)", connection);
        command.Parameters.Add(new() { Value = component });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(ct);
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // The text comes from files in this assembly.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    [GeneratedRegex(@"\.Migrations\.(?<number>\d+)_(?<name>\w+)\.sql$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
