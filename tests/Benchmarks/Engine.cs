using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BillingEngine.Benchmarks;

/// <summary>The product as users run it, in a process of its own.</summary>
sealed partial class Engine : IAsyncDisposable
{
    static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "billing.dll");

    readonly Process _process;

    Engine(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Where it listens, unless it does not serve the API.</summary>
    public string Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>All that it has used of the processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="arguments">As `up` takes them, the database among them: --data DIR or --connection STRING.</param>
    public static async Task<Engine> Start(IReadOnlyList<string> arguments)
    {
        var process = Begin(["up", "--urls", "http://127.0.0.1:0", .. arguments]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening.Match(line) is { Success: true } match)
            {
                // Nobody who reads: nobody who can write for long.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return new Engine(process, match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"billing up ended: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Transfers a second, with as many callers as they take.</summary>
    public async Task<double> MeasureTransfers(int operations, int callers)
    {
        using var load = Begin([
            "load", "--url", Address, "--mix", "transfer", "--wallets", "1000", "--json",
            "--operations", $"{operations}", "--workers", $"{callers}"]);
        _ = load.StandardError.ReadToEndAsync();
        var output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        var result = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        return result.GetProperty("ratePerSecond").GetDouble();
    }

    /// <summary>Transfers that go on, at this rate, until disposed.</summary>
    public Writing Write(int perSecond)
    {
        var load = Begin([
            "load", "--url", Address, "--mix", "transfer", "--wallets", "1000", "--rate", $"{perSecond}",
            "--seconds", "86400"]);
        _ = load.StandardOutput.ReadToEndAsync();
        _ = load.StandardError.ReadToEndAsync();
        return new Writing(load);
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    static Process Begin(IReadOnlyList<string> arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Executable, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    [GeneratedRegex("^ *Listening +(http[^ ,]+|nowhere)")]
    static partial Regex Listening { get; }

    internal sealed class Writing(Process load) : IAsyncDisposable
    {
        public bool HasEnded => load.HasExited;

        public async ValueTask DisposeAsync()
        {
            if (!load.HasExited)
                load.Kill();
            await load.WaitForExitAsync();
            load.Dispose();
        }
    }
}
