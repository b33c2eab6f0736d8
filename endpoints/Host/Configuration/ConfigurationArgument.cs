using System.CommandLine;
using System.CommandLine.Parsing;

namespace BillingEngine.Host.Configuration;

/// <summary>The option of every verb that runs handlers: by which configuration.</summary>
sealed class ConfigurationArgument
{
    public const string Variable = "BILLING_CONFIG";

    readonly Option<string?> file = new("--config")
    {
        Description = $"Configuration file: limits, fees, assets [default: ${Variable}, or no limits and no fees]",
        HelpName = "FILE",
    };

    BillingConfiguration configuration = BillingConfiguration.Default;

    public ConfigurationArgument(Command verb)
    {
        verb.Add(file);
        verb.Validators.Add(Load);
    }

    /// <summary>As it was when the arguments were checked.</summary>
    public BillingConfiguration Configuration => configuration;

    void Load(CommandResult verb)
    {
        // Without its file the option is a mistake that the parser reports.
        if (verb.GetResult(file) is { Tokens: var tokens })
            Load(verb, "--config", tokens is [var given, ..] ? given.Value : null);
        else
            Load(verb, Variable, Environment.GetEnvironmentVariable(Variable));
    }

    void Load(CommandResult verb, string name, string? path)
    {
        if (path is null)
            return;
        if (string.IsNullOrWhiteSpace(path))
        {
            verb.AddError($"{name} is empty: give a file");
            return;
        }

        configuration = ConfigurationFile.Load(path, out var faults);
        foreach (var fault in faults)
            verb.AddError($"{name} {path}: {fault}");
    }
}
