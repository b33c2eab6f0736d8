using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>Logs that are long enough.</summary>
static class LongLog
{
    /// <summary>300 events in three streams, a few at a time.</summary>
    public static async Task Write(TestWorker worker)
    {
        var random = new Random(7);
        Guid[] streams = [Some.Id(), Some.Id(), Some.Id()];
        var versions = new int[3];
        for (var written = 0; written < 300;)
        {
            var (stream, count) = (random.Next(3), Math.Min(random.Next(1, 5), 300 - written));
            await worker.Append(streams[stream], versions[stream] + 1, count, partition: stream % 2);
            versions[stream] += count;
            written += count;
        }
    }

    /// <summary>Events of one stream, as the first ones of partition 0; every third is of another type.</summary>
    public static async Task<Guid> Insert(NpgsqlDataSource database, int count)
    {
        var stream = Some.Id();
        await using var command = database.CreateCommand($"""
            insert into events (partition, position, stream_id, stream_version, type, data, occurred_at,
                message_id, conversation_id, correlation_id)
            select 0, n, '{stream}', n, case when n % 3 = 0 then 'n.three.v1' else 'other.v1' end,
                '{"{}"}', now(), gen_random_uuid(), gen_random_uuid(), ''
            from generate_series(1, {count}) n;
            update partitions set position = {count} where partition = 0;
            """);
        await command.ExecuteNonQueryAsync();
        return stream;
    }
}
