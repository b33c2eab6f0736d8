using System.CommandLine;
using System.CommandLine.Parsing;
using BillingEngine.Host.Configuration;

namespace BillingEngine.Host.Verbs;

/// <summary>Fills an empty database, for trials of what much data costs.</summary>
static class SeedVerb
{
    const int MostAccounts = 10_000_000;
    const int MostTransactions = 100_000_000;

    public static Command Create()
    {
        var verb = new Command("seed", "Fills an empty database with accounts and transactions, spread over 90 days.");
        var accounts = NumberOption.Create("--accounts", 10_000, MostAccounts, "Accounts to open");
        var transactions = NumberOption.Create(
            "--transactions", 50_000, MostTransactions, "Transactions in all; the first give the accounts money");
        var currency = new Option<string>("--currency")
        {
            Description = "Currency of all of them",
            HelpName = "CODE",
            DefaultValueFactory = _ => "USD",
        };
        var skip = new Option<bool>("--skip-verify") { Description = "Do not check every invariant at the end" };
        foreach (var option in new Option[] { accounts, transactions, currency, skip })
            verb.Add(option);
        var database = new DatabaseArguments(verb);
        var configuration = new ConfigurationArgument(verb);
        verb.Validators.Add(given => CheckAccounts(given, accounts));
        verb.SetAction((arguments, ct) => new SeedCommand(
            database.Connection(arguments),
            database.Directory(arguments),
            configuration.Configuration,
            arguments.GetRequiredValue(accounts),
            arguments.GetRequiredValue(transactions),
            arguments.GetRequiredValue(currency),
            arguments.GetValue(skip))
            .Run(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, ct));
        return verb;
    }

    static void CheckAccounts(CommandResult given, Option<int> accounts)
    {
        if (given.GetValue(accounts) == 1)
            given.AddError("--accounts must be 2 at least: money goes from one to another");
    }
}
