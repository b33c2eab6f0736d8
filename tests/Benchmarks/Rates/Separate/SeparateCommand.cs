using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BillingEngine.Benchmarks.Rates.Peers.MassTransit;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates.Separate;

/// <summary>
/// The part of the benchmark that runs in a process of its own: takes a line "callers milliseconds" at a time, and
/// answers each with a measurement, until there are no more.
/// </summary>
static class SeparateCommand
{
    public const string Name = "separate";
    public const string MassTransit = "masstransit";
    public const string InProcess = "in-process";
    public const string Ready = "ready";

    public static Command Create()
    {
        var what = new Argument<string>("what");
        var connection = new Option<string?>("--connection");
        var command = new Command(Name, "What the benchmark runs in processes of their own.")
        {
            what, connection,
        };
        command.Hidden = true;
        command.SetAction((arguments, _) => arguments.GetValue(what) == MassTransit
            ? RunMassTransit()
            : RunInProcess(arguments.GetValue(connection)!));
        return command;
    }

    static async Task RunMassTransit()
    {
        await using var bus = await TopupBus.Start();
        await Serve(bus.Measure);
    }

    static async Task RunInProcess(string connectionString)
    {
        await using var engine = await InProcessEngine.Start(connectionString);
        await Serve(engine.Measure);
    }

    static async Task Serve(Func<int, TimeSpan, Task<Measurement>> measure)
    {
        await Console.Out.WriteLineAsync(Ready);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            int[] numbers = [.. order.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            var measured = await measure(numbers[0], TimeSpan.FromMilliseconds(numbers[1]));
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(measured));
        }
    }
}
