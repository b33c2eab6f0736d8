using System.CommandLine;
using BillingEngine.Benchmarks.Rates;
using BillingEngine.Benchmarks.Rates.Separate;
using BillingEngine.Benchmarks.Reads;
using BillingEngine.Benchmarks.Soak;
using BillingEngine.Benchmarks.Workers;

var root = new RootCommand("Measures the engine, whole process against whole process.")
{
    RatesCommand.Create(),
    ReadsCommand.Create(),
    SeparateCommand.Create(),
    SoakCommand.Create(),
    WorkersCommand.Create(),
};

// Who is interrupted stops the engines that it has started.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
