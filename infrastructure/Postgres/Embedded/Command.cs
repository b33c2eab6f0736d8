using System.ComponentModel;
using System.Diagnostics;

namespace BillingEngine.Postgres.Embedded;

sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    public string LastLines => LogTail.Of(Output);
}

/// <summary>Runs programs from the root folder of the machine: the current one may be closed to others.</summary>
static class Command
{
    public const int NotFound = 127;

    static readonly string[] Kept = ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    /// <summary>Runs with a bare environment: neither our secrets nor PG* variables reach the server.</summary>
    public static Task<CommandResult> Run(IEnumerable<string> line, CancellationToken ct)
    {
        var start = Describe(line);
        foreach (var name in start.Environment.Keys.Except(Kept).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return Run(start, ct);
    }

    /// <summary>Runs with the user's own environment, for the user's own tools.</summary>
    public static Task<CommandResult> RunAsUser(IEnumerable<string> line, CancellationToken ct) =>
        Run(Describe(line), ct);

    static ProcessStartInfo Describe(IEnumerable<string> line)
    {
        var words = line.ToArray();
        return new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    static async Task<CommandResult> Run(ProcessStartInfo start, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            return await Finish(process, ct);
        }
        catch (Win32Exception e)
        {
            return new CommandResult(NotFound, e.Message);
        }
    }

    static async Task<CommandResult> Finish(Process process, CancellationToken ct)
    {
        try
        {
            var errors = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            output += await errors;
            await process.WaitForExitAsync(ct);
            return new CommandResult(process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
