using System.Diagnostics;
using BillingEngine.Host;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>The whole engine in this process, with a line to its database that a test can cut.</summary>
sealed class HostOnALine : IAsyncDisposable
{
    readonly BillingHost _host;

    HostOnALine(string database, DatabaseLine line, BillingHost host)
    {
        (Database, Line, _host) = (database, line, host);
        Api = new ApiClient(host.Addresses.Single());
    }

    /// <summary>The direct way to the database.</summary>
    public string Database { get; }

    public DatabaseLine Line { get; }

    public ApiClient Api { get; }

    /// <param name="change">Settings of the connection string.</param>
    public static async Task<HostOnALine> Start(
        Action<NpgsqlConnectionStringBuilder>? change = null, string? database = null)
    {
        database ??= await TestCluster.NewDatabase();
        var line = new DatabaseLine(database);
        var settings = new NpgsqlConnectionStringBuilder(line.ConnectionString);
        change?.Invoke(settings);
        var options = new HostOptions(
            settings.ConnectionString, DataDirectory: null, "http://127.0.0.1:0", HostOptions.AllEndpoints);
        return new HostOnALine(database, line, await BillingHost.Start(options, CancellationToken.None));
    }

    public Task Stop() => _host.Stop(CancellationToken.None);

    /// <summary>Waits until it is ready again, or is not any more.</summary>
    public async Task IsReady(bool expected = true)
    {
        var waiting = Stopwatch.StartNew();
        while ((await Api.Get("/health/ready")).Status != (expected ? 200 : 503))
        {
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(60), $"Ready is not {expected} after 60 s.");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks, makes sure that nobody can say, and that the caller is told so within the time.</summary>
    public static async Task<Answer> IsUnavailable(Task<Answer> asked, TimeSpan within)
    {
        var answer = await asked.WaitAsync(within);
        Assert.True(answer is { Status: 503, Code: "unavailable" }, $"{answer.Status} {answer.Text}");
        Assert.NotEmpty(answer.Headers["Retry-After"]);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        Line.Restore();
        await _host.DisposeAsync();
        await Line.DisposeAsync();
    }
}
