using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>Tests that start processes take turns: they measure times, and want the machine for themselves.</summary>
[CollectionDefinition(Name)]
public sealed class Processes
{
    public const string Name = "Processes";
}

/// <summary>The executable as users run it, in a process of its own that never outlives the tests.</summary>
sealed partial class BillingProcess : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly ConcurrentQueue<string> _output = [];
    readonly ConcurrentQueue<string> _error = [];
    readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Stopwatch _running = Stopwatch.StartNew();
    readonly Process _process;

    BillingProcess(string[] arguments, params (string Name, string Value)[] environment)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "billing.dll");
        _process = new Process
        {
            StartInfo = new("dotnet", [executable, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        foreach (var (name, value) in environment)
            _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        TestFolders.Remember(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>How long it took from the start of the process until it took requests.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public string Address { get; private set; } = "";

    public ApiClient Api => new(Address);

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Error => _error;

    /// <summary>What the kernel says of its descriptors: paths, sockets and the like.</summary>
    public IReadOnlyList<string?> OpenFiles =>
        [.. Directory.EnumerateFiles($"/proc/{_process.Id}/fd").Select(file => new FileInfo(file).LinkTarget)];

    /// <summary>Starts it, with whatever it is told, and does not wait.</summary>
    public static BillingProcess Start(params string[] arguments) => new(arguments);

    public static BillingProcess StartIn((string Name, string Value) environment, params string[] arguments) =>
        new(arguments, environment);

    /// <summary>Starts the engine and waits until it is ready. It takes a free port.</summary>
    public static async Task<BillingProcess> Up(params string[] arguments)
    {
        var billing = new BillingProcess(["up", "--urls", "http://127.0.0.1:0", .. arguments]);
        try
        {
            await Task.WhenAny(billing._address.Task, billing._process.WaitForExitAsync()).WaitAsync(patience);
            Assert.True(billing._address.Task.IsCompleted, $"It ended before it was ready:\n{billing.Told()}");
            billing.Address = await billing._address.Task;
            billing.ReadyAfter = billing._running.Elapsed;
            return billing;
        }
        catch
        {
            await billing.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        TestFolders.Forget(_process.Id);
    }

    /// <summary>All that it printed.</summary>
    public string Told() => string.Join('\n', _output.Concat(_error));

    void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        if (Listening.Match(line) is { Success: true } listening)
            _address.TrySetResult(listening.Groups[1].Value);
    }

    [GeneratedRegex("^ *Listening +(.+)$")]
    static partial Regex Listening { get; }
}
