using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Separate;

/// <summary>This same program in another process, which measures what it is told.</summary>
sealed class SeparateProcess : IAsyncDisposable
{
    static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "BillingEngine.Benchmarks.dll");

    readonly Process _process;
    readonly Task<string> _errors;

    SeparateProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static async Task<SeparateProcess> Start(params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo("dotnet", [Executable, SeparateCommand.Name, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var started = new SeparateProcess(process);
        if (await started.Read() != SeparateCommand.Ready)
            throw new InvalidOperationException($"The process {arguments[0]} is not ready.");
        return started;
    }

    public async Task<Measurement> Measure(int callers, TimeSpan length)
    {
        await _process.StandardInput.WriteLineAsync($"{callers} {(int)length.TotalMilliseconds}");
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<Measurement>(await Read())!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    async Task<string> Read() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"A separate process ended: {await _errors}");
}
