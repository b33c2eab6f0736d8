using System.CommandLine;
using System.CommandLine.Parsing;
using BillingEngine.Host.Configuration;
using Microsoft.AspNetCore.Http;

namespace BillingEngine.Host.Verbs;

/// <summary>Runs the engine until SIGINT or SIGTERM.</summary>
static class UpVerb
{
    public static Command Create()
    {
        var verb = new Command("up", "Runs the engine until SIGINT or SIGTERM.");
        var urls = UrlsOption();
        var endpoints = EndpointsOption();
        verb.Add(urls);
        verb.Add(endpoints);
        var database = new DatabaseArguments(verb);
        var configuration = new ConfigurationArgument(verb);
        var faults = new FaultArguments(verb);
        verb.SetAction((arguments, ct) => Run(
            new HostOptions(
                database.Connection(arguments),
                database.Directory(arguments),
                arguments.GetRequiredValue(urls),
                Split(arguments.GetRequiredValue(endpoints), ','))
            {
                Configuration = configuration.Configuration,
                Faults = faults.Switch(arguments),
            },
            arguments.InvocationConfiguration.Output,
            ct));
        return verb;
    }

    static async Task<int> Run(HostOptions options, TextWriter output, CancellationToken ct)
    {
        if (await StartUnlessStopped(options, ct) is not { } started)
            return 0;
        await using var host = started;
        await output.WriteAsync(ReadyBlock.Describe(host.Addresses, host.ConnectionString, options.Endpoints));
        await Cancellation(ct);
        await host.StopInTime();
        return 0;
    }

    static async Task<BillingHost?> StartUnlessStopped(HostOptions options, CancellationToken ct)
    {
        try
        {
            return await BillingHost.Start(options, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

    static async Task Cancellation(CancellationToken ct)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(asked.SetResult);
        await asked.Task;
    }

    static Option<string> UrlsOption()
    {
        var option = new Option<string>("--urls")
        {
            Description = "Where the API listens; several are separated by semicolons",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        option.Validators.Add(CheckUrls);
        return option;
    }

    static Option<string> EndpointsOption()
    {
        var all = string.Join(',', HostOptions.AllEndpoints);
        var option = new Option<string>("--endpoints")
        {
            Description = "The endpoints to run in this process, separated by commas",
            HelpName = "NAMES",
            DefaultValueFactory = _ => all,
        };
        option.Validators.Add(CheckEndpoints);
        return option;
    }

    static void CheckUrls(OptionResult given)
    {
        var urls = Split(given.GetValueOrDefault<string>(), ';');
        if (urls.Length == 0)
            given.AddError("--urls is empty: give an address such as http://127.0.0.1:5080");
        foreach (var url in urls.Where(url => !IsAddress(url)))
            given.AddError($"--urls must be like http://127.0.0.1:5080; it is '{url}'");
    }

    static void CheckEndpoints(OptionResult given)
    {
        var names = Split(given.GetValueOrDefault<string>(), ',');
        if (names.Length == 0)
            given.AddError($"--endpoints is empty: give some of {string.Join(", ", HostOptions.AllEndpoints)}");
        foreach (var name in names.Except(HostOptions.AllEndpoints))
            given.AddError($"--endpoints knows no '{name}': there are {string.Join(", ", HostOptions.AllEndpoints)}");
    }

    // Kestrel's own notion of an address, which a Uri is not: http://*:5080 is one.
    static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", PathBase.Length: 0, Host.Length: > 0 }
                && address.Port is >= 0 and < 65536;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static string[] Split(string? list, char separator) => (list ?? "")
        .Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Distinct()
        .ToArray();
}
