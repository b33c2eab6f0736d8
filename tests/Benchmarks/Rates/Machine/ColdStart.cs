using System.Diagnostics;
using System.Text;

namespace BillingEngine.Benchmarks.Rates.Machine;

/// <summary>
/// From the start of the process to the first command that is accepted, on a database that exists and whose server does
/// not run yet.
/// </summary>
static class ColdStart
{
    public static async Task<IReadOnlyList<TimeSpan>> Measure(string dataDirectory, int times)
    {
        List<TimeSpan> all = [];
        for (var time = 0; time < times; time++)
            all.Add(await Once(dataDirectory));
        return all;
    }

    static async Task<TimeSpan> Once(string dataDirectory)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var account = new StringContent(
            """{"ownerId":"cold-start","ownerType":"load","kind":"user","currency":"USD"}""",
            Encoding.UTF8,
            "application/json");
        var began = Stopwatch.GetTimestamp();
        await using var engine = await Engine.Start(["--data", dataDirectory]);
        using var answer = await client.PostAsync(new Uri(new Uri(engine.Address), "/v1/accounts"), account);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began);
    }
}
