using Npgsql;

namespace BillingEngine.Postgres.Embedded;

/// <summary>Ways into a running server: the faster socket where it can be used, else TCP on this machine.</summary>
sealed class ServerSessions
{
    const string WrongPassword = "28P01";
    const string Maintenance = "postgres";

    readonly NpgsqlConnectionStringBuilder _login;
    readonly string _root;

    ServerSessions(NpgsqlConnectionStringBuilder login, string root) => (_login, _root) = (login, root);

    /// <summary>Proves that the server is ours by logging in with the password of the folder.</summary>
    public static async Task<ServerSessions> LogIn(DataFolder folder, int port, CancellationToken ct)
    {
        var socket = Path.Combine(folder.Sockets, $".s.PGSQL.{port}");
        string[] hosts = Path.Exists(socket) ? [folder.Sockets, "127.0.0.1"] : ["127.0.0.1"];
        NpgsqlException? last = null;
        foreach (var host in hosts)
        {
            var sessions = new ServerSessions(Login(host, port, folder.Password()), folder.Root);
            try
            {
                await sessions.Query("select 1", ct);
                return sessions;
            }
            catch (PostgresException e) when (e.SqlState == WrongPassword)
            {
                throw new EmbeddedPostgresException(
                    $"The server in {folder.Root} refuses the password kept there: its pgdata and its password file do "
                    + "not belong together. Restore the file, or choose another folder with --data.", e);
            }
            catch (NpgsqlException e)
            {
                last = e;
            }
        }
        throw new EmbeddedPostgresException(
            $"The server in {folder.Root} runs on port {port} but cannot be reached: {last!.Message}", last);
    }

    public string To(string database) => new NpgsqlConnectionStringBuilder(_login.ConnectionString)
    {
        Database = database,
        Pooling = true,
    }.ConnectionString;

    public async Task<string> Create(string database, CancellationToken ct)
    {
        await Execute($"create database {Quoted(database)} template template0", ct);
        return To(database);
    }

    public async Task CreateIfMissing(string database, CancellationToken ct)
    {
        if (await Execute("select 1 from pg_database where datname = $1", ct, database) is null)
            await Create(database, ct);
    }

    public Task Drop(string database, CancellationToken ct) =>
        Execute($"drop database if exists {Quoted(database)} with (force)", ct);

    static NpgsqlConnectionStringBuilder Login(string host, int port, string password) => new()
    {
        Host = host,
        Port = port,
        Username = "billing",
        Password = password,
        Database = Maintenance,
        IncludeErrorDetail = false,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Pooling = false,
    };

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    async Task<object?> Execute(string sql, CancellationToken ct, params object[] parameters)
    {
        try
        {
            return await Query(sql, ct, parameters);
        }
        catch (NpgsqlException e)
        {
            throw new EmbeddedPostgresException($"The server in {_root} refused \"{sql}\": {e.Message}", e);
        }
    }

    async Task<object?> Query(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(_login.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync(ct);
    }
}
