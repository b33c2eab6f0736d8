using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Postgres;

/// <summary>Rows of the blocked keys, and the parked messages behind them.</summary>
static class OrderRows
{
    const string SelectBlocked = """
        select b.partition, b.order_key, b.message_id from unnest($1, $2) as asked(partition, order_key)
        join blocked_keys b on b.partition = asked.partition and b.order_key = asked.order_key
        """;

    const string InsertBlocked = """
        insert into blocked_keys (partition, order_key, message_id)
        select partition, order_key, message_id from unnest($1, $2, $3) as new(partition, order_key, message_id)
        on conflict on constraint blocked_keys_pkey do nothing
        """;

    // Takes the rows' locks: from here on nobody frees these keys until we have parked our messages.
    const string MarkParked = $"""
        with marked as (
            update blocked_keys b set parked = b.parked + behind.messages
            from unnest($1, $2, $3) as behind(partition, order_key, messages)
            where b.partition = behind.partition and b.order_key = behind.order_key
            returning 1
        )
        select expect_rows(count(*), cardinality($1), '{PostgresFault.KeyFree}') from marked
        """;

    internal const string LockKey =
        "select from blocked_keys where partition = $1 and order_key = $2 for update";

    // The lock is held, so this statement's snapshot shows all that is parked. The next one becomes the head; when
    // there is none, the key is free.
    internal const string Release = """
        with head as (
            select sequence, message_id from queue
            where partition = $1 and order_key = $2 and kind = 'parked'
            order by sequence limit 1
        ), promoted as (
            update queue q set kind = 'message', due_at = clock_timestamp() from head where q.sequence = head.sequence
        ), kept as (
            update blocked_keys b
            set message_id = head.message_id, parked = b.parked - 1, blocked_at = clock_timestamp()
            from head where b.partition = $1 and b.order_key = $2
        )
        delete from blocked_keys b
        where b.partition = $1 and b.order_key = $2 and not exists (select from head)
        """;

    public static void AddSelect(
        NpgsqlBatch batch,
        IReadOnlyCollection<(int Partition, Guid Key)> keys,
        List<Action<NpgsqlDataReader, Prefetched>> rows)
    {
        Sql.Add(
            batch, SelectBlocked, Sql.Ints(keys.Select(key => key.Partition)), Sql.Ids(keys.Select(key => key.Key)));
        rows.Add((row, found) => found.Blocked[(row.GetInt32(0), row.GetGuid(1))] = row.GetGuid(2));
    }

    public static void AddBlocks(NpgsqlBatch batch, OrderChanges changes)
    {
        if (changes.Blocked.Count > 0)
            Sql.Add(
                batch,
                InsertBlocked,
                Sql.Ints(changes.Blocked.Select(key => key.Partition)),
                Sql.Ids(changes.Blocked.Select(key => key.Key)),
                Sql.Ids(changes.Blocked.Select(key => key.MessageId)));
        if (changes.ParkedBehind.Count > 0)
            Sql.Add(
                batch,
                MarkParked,
                Sql.Ints(changes.ParkedBehind.Select(behind => behind.Partition)),
                Sql.Ids(changes.ParkedBehind.Select(behind => behind.Key)),
                Sql.Ints(changes.ParkedBehind.Select(behind => behind.Messages)));
    }

    public static void AddReleases(NpgsqlBatch batch, OrderChanges changes)
    {
        foreach (var (partition, key) in changes.Released)
        {
            Sql.Add(batch, LockKey, Sql.Value(partition), Sql.Value(key));
            Sql.Add(batch, Release, Sql.Value(partition), Sql.Value(key));
        }
    }
}
