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

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of a filled embedded database; it is added to" };
        var rounds = new Option<int?>("--rounds")
        {
            Description = $"How often each line is measured [default: {OrdinaryRounds}]",
        };
        var seconds = new Option<double?>("--seconds")
        {
            Description = $"How long each time [default: {OrdinarySeconds}]",
        };
        var only = new Option<string?>("--only") { Description = "Lines whose name has one of these, set off by commas" };
        var output = new Option<string>("--output")
        {
            Description = "Folder of the results",
            DefaultValueFactory = _ => "benchmark",
        };
        var work = new Option<string?>("--work")
        {
            Description = "Folder in which the empty database is made [default: a temporary one]",
        };
        var quick = new Option<bool>("--quick")
        {
            Description = $"{QuickRounds} rounds of {QuickSeconds} s, to see that it works",
        };
        var skipVerify = new Option<bool>("--skip-verify") { Description = "Do not verify the filled database" };
        var command = new Command("rates", "Rates and latencies beside those of peers: tables and a plot.")
        {
            data, rounds, seconds, only, output, work, quick, skipVerify,
        };
        command.SetAction((arguments, _) =>
        {
            var isQuick = arguments.GetValue(quick);
            return RatesRun.Run(
                new RatesOptions(
                    arguments.GetValue(data),
                    arguments.GetValue(rounds) ?? (isQuick ? QuickRounds : OrdinaryRounds),
                    TimeSpan.FromSeconds(arguments.GetValue(seconds) ?? (isQuick ? QuickSeconds : OrdinarySeconds)),
                    arguments.GetValue(only)?.Split(',') ?? [],
                    arguments.GetRequiredValue(output),
                    arguments.GetValue(work) ?? Path.GetTempPath(),
                    isQuick ? QuickColdStarts : OrdinaryColdStarts,
                    VerifiesFilled: !arguments.GetValue(skipVerify)),
                arguments.InvocationConfiguration.Output,
                arguments.InvocationConfiguration.Error);
        });
        return command;
    }
}
