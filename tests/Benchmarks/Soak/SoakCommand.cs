using System.CommandLine;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>A steady load for long, and whether anything grows that should not.</summary>
static class SoakCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of an embedded database" };
        var connection = new Option<string?>("--connection") { Description = "Connection string of a database" };
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 30 };
        var load = new Option<int>("--load")
        {
            Description = "Percent of the peak that is measured first", DefaultValueFactory = _ => 70,
        };
        var mix = new Option<LoadMix>("--mix") { DefaultValueFactory = _ => LoadMix.Transfer };
        var every = new Option<int>("--every")
        {
            Description = "Seconds from sample to sample", DefaultValueFactory = _ => 20,
        };
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "Folder for the samples and the report", DefaultValueFactory = _ => new("benchmark/soak"),
        };
        var command = new Command("soak", "A steady load for long, and whether anything grows that should not.")
        {
            data, connection, minutes, load, mix, every, output,
        };
        command.SetAction(async (arguments, ct) =>
        {
            var soak = new SoakRun(
                TimeSpan.FromMinutes(arguments.GetValue(minutes)),
                arguments.GetValue(load) / 100d,
                arguments.GetValue(mix),
                TimeSpan.FromSeconds(arguments.GetValue(every)),
                new SoakFiles(arguments.GetValue(output)!),
                arguments.InvocationConfiguration.Output);
            return await soak.Run(arguments.GetValue(connection), arguments.GetValue(data), ct) ? 0 : 1;
        });
        return command;
    }
}
