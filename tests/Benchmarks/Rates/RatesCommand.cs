using System.CommandLine;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>Rates and latencies of the engine beside those of its peers, in one run on one machine.</summary>
static class RatesCommand
{
    const int OrdinaryRounds = 5;
    const int OrdinarySeconds = 4;
    const int OrdinaryColdStarts = 5;
    const int QuickRounds = 2;
    const int QuickSeconds = 1;
    const int QuickColdStarts = 2;

    static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder of a filled embedded database, which is added to",
    };

    static readonly Option<int?> Rounds = new("--rounds")
    {
        Description = $"How often each line is measured [default: {OrdinaryRounds}]",
    };

    static readonly Option<double?> Seconds = new("--seconds")
    {
        Description = $"How long each time [default: {OrdinarySeconds}]",
    };

    static readonly Option<string[]> Only = new("--only")
    {
        Description = "Lines whose name has this in it; may be given more than once",
    };

    static readonly Option<string> Output = new("--output")
    {
        Description = "Folder of the results",
        DefaultValueFactory = _ => "benchmark",
    };

    static readonly Option<string?> Work = new("--work")
    {
        Description = "Folder in which the empty database is made, and removed [default: the temporary one]",
    };

    static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Few rounds, short ones, to see that it works",
    };

    static readonly Option<bool> SkipVerify = new("--skip-verify")
    {
        Description = "Do not verify the filled database",
    };

    public static Command Create()
    {
        var command = new Command("rates", "Rates and latencies beside those of peers: tables and a plot.")
        {
            Data, Rounds, Seconds, Only, Output, Work, Quick, SkipVerify,
        };
        command.SetAction((arguments, ct) => RatesRun.Run(
            Read(arguments), arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, ct));
        return command;
    }

    static RatesOptions Read(ParseResult arguments)
    {
        var isQuick = arguments.GetValue(Quick);
        var rounds = arguments.GetValue(Rounds) ?? (isQuick ? QuickRounds : OrdinaryRounds);
        var seconds = arguments.GetValue(Seconds) ?? (isQuick ? QuickSeconds : OrdinarySeconds);
        return new RatesOptions(
            arguments.GetValue(Data),
            rounds,
            TimeSpan.FromSeconds(seconds),
            arguments.GetValue(Only) ?? [],
            arguments.GetRequiredValue(Output),
            arguments.GetValue(Work) ?? Path.GetTempPath(),
            isQuick ? QuickColdStarts : OrdinaryColdStarts,
            VerifiesFilled: !arguments.GetValue(SkipVerify));
    }
}
