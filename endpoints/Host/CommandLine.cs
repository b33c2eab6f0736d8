using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using BillingEngine.Host.Verbs;

namespace BillingEngine.Host;

/// <summary>The executable's face: verbs, their options, and one clear line for whatever goes wrong.</summary>
static class CommandLine
{
    const int Failed = 1;
    const int Misused = 2;

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error)
    {
        var arguments = Root().Parse(WithDefaultVerb(args));
        if (arguments.Action is ParseErrorAction)
        {
            foreach (var problem in Problems(arguments))
                await error.WriteLineAsync($"billing: {problem}");
            return Misused;
        }

        using var signals = new ShutdownSignals();
        try
        {
            return await arguments.InvokeAsync(Configuration(output, error), signals.Requested);
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            await error.WriteLineAsync("billing: interrupted");
            return Failed;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"billing: {Failure.Describe(e)}");
            return Failed;
        }
    }

    static RootCommand Root() =>
        new("Billing engine: wallets and the movement of money between them. Without a verb: up.")
        {
            UpVerb.Create(),
            LoadVerb.Create(),
            VerifyVerb.Create(),
            ProjectionsVerb.Create(),
            SeedVerb.Create(),
        };

    static string[] WithDefaultVerb(string[] args) => args switch
    {
        [] => ["up"],
        ["--help" or "-h" or "-?" or "/?" or "/h" or "--version", ..] => args,
        [['-', ..], ..] => ["up", .. args],
        _ => args,
    };

    // The parser reports every stray word on its own, and the missing verb besides: one mistake, one line.
    static IEnumerable<string> Problems(ParseResult arguments)
    {
        var verb = arguments.CommandResult.Command;
        if (arguments.UnmatchedTokens is [var stray, ..])
            yield return verb is RootCommand
                ? $"'{stray}' is not a verb; 'billing --help' lists them"
                : $"'{stray}' is not an option of {verb.Name}; 'billing {verb.Name} --help' lists them";
        foreach (var problem in arguments.Errors.Where(e => IsAboutOptions(e, arguments)))
            yield return problem.Message.TrimEnd('.');
    }

    static bool IsAboutOptions(ParseError problem, ParseResult arguments) =>
        arguments.UnmatchedTokens.Count == 0 || problem.SymbolResult is not CommandResult;

    static InvocationConfiguration Configuration(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}
