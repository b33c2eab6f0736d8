namespace BillingEngine.Postgres.Embedded;

/// <summary>The server's configuration: as safe as PostgreSQL's defaults, sized for the machine.</summary>
static class ServerSettings
{
    const int LongestSocketPath = 107;
    const long Gigabyte = 1024 * 1024 * 1024;

    /// <summary>Whether a socket path suits system and connection string, where a comma separates hosts.</summary>
    public static bool SocketFits(DataFolder folder) => !folder.Root.Contains(',', StringComparison.Ordinal)
        && System.Text.Encoding.UTF8.GetByteCount(Path.Combine(folder.Sockets, ".s.PGSQL.65535")) <= LongestSocketPath;

    public static string Text(DataFolder folder, int port, bool socket, string walCompression, SharedBuffers buffers) =>
        $"""
        # Written by billing at each start. Your own settings: alter system, or postgresql.conf below its include.
        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = '{(socket ? SocketList(folder.Sockets) : "")}'
        unix_socket_permissions = 0700
        max_connections = 100
        tcp_keepalives_idle = 60
        tcp_keepalives_interval = 10
        tcp_keepalives_count = 6
        idle_in_transaction_session_timeout = 60s

        fsync = on
        synchronous_commit = on
        full_page_writes = on
        {WalSizes(folder)}
        wal_compression = {walCompression}
        default_toast_compression = {(walCompression == "lz4" ? "lz4" : "pglz")}
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9

        shared_buffers = {buffers.Megabytes}MB
        huge_pages = {(buffers.InHugePages ? "try" : "off")}
        random_page_cost = 1.1
        jit = off
        autovacuum_naptime = 10s
        autovacuum_vacuum_cost_limit = 2000
        track_io_timing = off

        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        log_destination = 'stderr'
        logging_collector = off
        log_line_prefix = '%m [%p] '
        log_min_duration_statement = -1

        """;

    // A list of folders within a quoted setting: quoted once for the list, once for the file.
    static string SocketList(string folder) => $"\"{folder.Replace("'", "''", StringComparison.Ordinal)}\"";

    // The further apart checkpoints are, the fewer pages the log takes whole, and the longer it takes to recover.
    static string WalSizes(DataFolder folder) => new DriveInfo(folder.Root).AvailableFreeSpace switch
    {
        > 32 * Gigabyte => "max_wal_size = 8GB\nmin_wal_size = 1GB",
        > 16 * Gigabyte => "max_wal_size = 4GB\nmin_wal_size = 512MB",
        _ => "max_wal_size = 1GB\nmin_wal_size = 80MB",
    };
}
