using System.Diagnostics;

namespace BillingEngine.Benchmarks.Reads;

/// <summary>
/// Sends a kind of query by the clock, whether those before it are answered or not. Latency counts from when it is
/// sent; from when it was due, where it is sent later than by the clock's own grain: what waits is slow.
/// </summary>
sealed class Reader(string address) : IDisposable
{
    const int WarmUps = 200;

    /// <summary>What a sleep of a millisecond may take.</summary>
    static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(3);

    readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 })
    {
        BaseAddress = new Uri(address),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public async Task<Measured> Measure(Query query, Samples samples, int perSecond, TimeSpan duration)
    {
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
            await Exchange(query.Path(samples.Next()), Stopwatch.GetTimestamp());
        var count = (int)(perSecond * duration.TotalSeconds);
        var answers = new List<Task<TimeSpan?>>(count);
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var due = began + (long)(number / (double)perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(1);
            var now = Stopwatch.GetTimestamp();
            var isLate = Stopwatch.GetElapsedTime(due, now) > Grain;
            answers.Add(Exchange(query.Path(samples.Next()), isLate ? due : now));
        }

        var all = await Task.WhenAll(answers);
        var latencies = all.OfType<TimeSpan>().Order().ToArray();
        return new Measured(query, latencies, all.Length - latencies.Length);
    }

    public void Dispose() => _client.Dispose();

    /// <returns>Null when the answer is not one that was asked for.</returns>
    async Task<TimeSpan?> Exchange(string path, long due)
    {
        using var response = await _client.GetAsync(path);
        await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(due) : null;
    }
}

/// <summary>What was measured of a kind of query.</summary>
/// <param name="Latencies">Of those that succeeded, ascending.</param>
/// <param name="Refused">How many did not.</param>
sealed record Measured(Query Query, TimeSpan[] Latencies, int Refused)
{
    public bool IsWithin => Refused == 0 && Percentile(0.99) <= Query.Limit;

    /// <summary>Nearest rank.</summary>
    public TimeSpan Percentile(double share) => Latencies is []
        ? TimeSpan.Zero
        : Latencies[Math.Clamp((int)Math.Ceiling(share * Latencies.Length) - 1, 0, Latencies.Length - 1)];
}
