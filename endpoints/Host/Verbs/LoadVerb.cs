using System.CommandLine;
using System.CommandLine.Parsing;
using BillingEngine.Host.Configuration;
using BillingEngine.Host.Load;

namespace BillingEngine.Host.Verbs;

/// <summary>Loads an engine, its own or a running one, and tells how that went.</summary>
static class LoadVerb
{
    public const int MostOperations = 100_000_000;
    const int MostPerSecond = 100_000;
    const int LongestSeconds = 86_400;

    // The API takes no more in one request.
    const int MostItems = 1000;

    public static Command Create()
    {
        var verb = new Command("load", "Measures the engine under load: its own, or a running one with --url.");
        var wallets = NumberOption.Create("--wallets", 1000, most: 1_000_000, "Wallets to create and use");
        var operations = NumberOption.Create("--operations", 20_000, MostOperations, "Operations to make");
        var workers = NumberOption.Create("--workers", 20, most: 1000, "Concurrent callers");
        var rate = NumberOption.Optional(
            "--rate", MostPerSecond, "Operations a second, sent by the clock [default: as answers come]");
        var seconds = NumberOption.Create("--seconds", 10, LongestSeconds, "How long operations come at that rate");
        var mix = MixOption();
        var url = UrlOption();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON too, on the last line" };
        var skew = SkewOption();
        var bulk = NumberOption.Optional(
            "--bulk", MostItems, "Operations in each request [default: one, in a request of its own kind]");
        foreach (var option in new Option[]
        {
            wallets, operations, workers, rate, seconds, mix, skew, bulk, url, json,
        })
            verb.Add(option);
        var database = new DatabaseArguments(verb);
        var configuration = new ConfigurationArgument(verb);
        verb.Validators.Add(given => CheckRate(given, given.GetResult(rate), operations, seconds));
        verb.Validators.Add(given => CheckBulk(given, bulk, rate, mix));
        verb.SetAction((arguments, ct) => new LoadCommand(
            database.Connection(arguments),
            database.Directory(arguments),
            configuration.Configuration,
            arguments.GetValue(url) is { } target ? new Uri(target) : null,
            arguments.GetRequiredValue(wallets),
            arguments.GetRequiredValue(operations),
            arguments.GetRequiredValue(workers),
            Enum.Parse<LoadMix>(arguments.GetRequiredValue(mix), ignoreCase: true),
            arguments.GetValue(rate),
            arguments.GetRequiredValue(seconds),
            Enum.Parse<LoadSkew>(arguments.GetRequiredValue(skew), ignoreCase: true),
            arguments.GetValue(bulk),
            arguments.GetValue(json))
            .Run(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, ct));
        return verb;
    }

    static Option<string> MixOption()
    {
        var option = new Option<string>("--mix")
        {
            Description = "The operations; mixed: a third each of top-ups, transfers and payments, with refunds",
            HelpName = "topup|transfer|payment|mixed",
            DefaultValueFactory = _ => "topup",
        };
        option.Validators.Add(CheckMix);
        return option;
    }

    static void CheckMix(OptionResult given)
    {
        var mix = given.GetValueOrDefault<string>();
        if (mix is not ("topup" or "transfer" or "payment" or "mixed"))
            given.AddError($"--mix must be topup, transfer, payment or mixed; it is '{mix}'");
    }

    static Option<string> SkewOption()
    {
        var option = new Option<string>("--skew")
        {
            Description = "How unevenly wallets take part; zipf: the n-th as 1/n; hot: the first one in each operation",
            HelpName = "none|zipf|hot",
            DefaultValueFactory = _ => "none",
        };
        option.Validators.Add(CheckSkew);
        return option;
    }

    static void CheckSkew(OptionResult given)
    {
        var skew = given.GetValueOrDefault<string>();
        if (skew is not ("none" or "zipf" or "hot"))
            given.AddError($"--skew must be none, zipf or hot; it is '{skew}'");
    }

    static void CheckBulk(CommandResult given, Option bulk, Option rate, Option<string> mix)
    {
        if (given.GetResult(bulk) is not { Implicit: false })
            return;
        if (given.GetResult(rate) is { Implicit: false })
            given.AddError("--bulk and --rate exclude each other: what comes by the clock comes one by one");
        if (given.GetValue(mix) == "mixed")
            given.AddError("--bulk takes no --mix mixed: a refund has a request of its own");
    }

    static void CheckRate(CommandResult given, OptionResult? rate, Option operations, Option seconds)
    {
        if (rate is not null && given.GetResult(operations) is { Implicit: false })
            given.AddError("--rate and --operations exclude each other: give --rate and --seconds");
        if (rate is null && given.GetResult(seconds) is { Implicit: false })
            given.AddError("--seconds says how long --rate lasts: give --rate too");
    }

    static Option<string?> UrlOption()
    {
        var option = new Option<string?>("--url")
        {
            Description = "A running engine, such as http://127.0.0.1:5080 [default: starts one in this process]",
            HelpName = "URL",
        };
        option.Validators.Add(CheckUrl);
        return option;
    }

    static void CheckUrl(OptionResult given)
    {
        var text = given.GetValueOrDefault<string?>();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != "http" || url.PathAndQuery != "/")
            given.AddError($"--url must be like http://127.0.0.1:5080; it is '{text}'");
    }
}
