using BillingEngine.Host.Configuration;
using BillingEngine.Host.Load;

namespace BillingEngine.Host.Verbs;

/// <summary>A load run from the engine's start to the verdict.</summary>
sealed record LoadCommand(
    string? Connection,
    string? DataDirectory,
    BillingConfiguration Configuration,
    Uri? Url,
    int Wallets,
    int Operations,
    int Workers,
    LoadMix Mix,
    int? Rate,
    int Seconds,
    LoadSkew Skew,
    int? Bulk,
    bool Json)
{
    public async Task<int> Run(TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (Rate is { } rate && (long)rate * Seconds > LoadVerb.MostOperations)
            throw new InvalidOperationException(
                $"--rate for --seconds makes more than {LoadVerb.MostOperations} operations");
        if (Mix != LoadMix.Topup && Wallets < 2)
            throw new InvalidOperationException("--wallets must be 2 at least where money goes from one to another");
        var (result, holds) = Url is null
            ? await LoadOwnEngine(output, error, ct)
            : await LoadRunningEngine(Url, output, error, ct);
        if (Json)
            await output.WriteLineAsync(LoadReport.Json(result, Verdict(holds)));
        return result.IsGood && holds is not false ? 0 : 1;
    }

    async Task<(LoadResult Result, bool? Holds)> LoadOwnEngine(
        TextWriter output,
        TextWriter error,
        CancellationToken ct)
    {
        var options = new HostOptions(Connection, DataDirectory, "http://127.0.0.1:0", HostOptions.AllEndpoints)
        {
            Configuration = Configuration,
        };
        await using var host = await BillingHost.Start(options, ct);
        var result = await Load(new Uri(host.Addresses[0]), output, error, ct);
        var holds = await Verify(host.ConnectionString, output, ct);
        await host.StopInTime();
        return (result, holds);
    }

    async Task<(LoadResult Result, bool? Holds)> LoadRunningEngine(
        Uri url,
        TextWriter output,
        TextWriter error,
        CancellationToken ct)
    {
        var result = await Load(url, output, error, ct);
        if (Connection is null && DataDirectory is null)
        {
            await output.WriteLineAsync("verify: skipped (no --connection or --data)");
            return (result, null);
        }

        await using var database = await BillingDatabase.Open(Connection, DataDirectory, ct);
        return (result, await Verify(database.ConnectionString, output, ct));
    }

    async Task<LoadResult> Load(Uri url, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var arrivals = Rate is { } rate ? new Arrivals(rate) : null;
        var operations = arrivals is null ? Operations : arrivals.Within(Seconds);
        var plan = new LoadPlan(url, Wallets, operations, Workers, LoadPlan.NewRunId(), Mix, arrivals, Skew, Bulk);
        var progress = new Progress(error, isTerminal: !Console.IsErrorRedirected);
        progress.Say(
            $"load: run {plan.RunId}, {operations:N0} operations ({Mix}) on {Wallets:N0} wallets at {url.Authority}");
        var result = await LoadGenerator.Run(plan, progress, ct);
        await output.WriteLineAsync(LoadReport.Describe(result));
        return result;
    }

    static async Task<bool> Verify(string connectionString, TextWriter output, CancellationToken ct)
    {
        var holds = await VerifyVerb.Check(connectionString, output, ct);
        await output.WriteLineAsync($"verify: {Verdict(holds)}");
        return holds;
    }

    static string Verdict(bool? holds) => holds switch
    {
        true => "ok",
        false => "violations",
        null => "skipped",
    };
}
