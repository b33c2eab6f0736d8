using System.CommandLine;
using System.CommandLine.Parsing;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Host.Verbs;

/// <summary>The options by which messages can be made to fail, in tests and drills: off unless given.</summary>
sealed class FaultArguments
{
    readonly Option<bool> allowed = new("--faults")
    {
        Description = "Allows fault rules, which make messages fail on purpose: /v1/ops/faults",
    };

    readonly Option<string[]> rules = new("--fault")
    {
        Description = "A fault rule from the start on, with --faults, such as type=account.credit.v1,times=3",
        HelpName = "RULE",
    };

    readonly List<FaultText> read = [];

    public FaultArguments(Command verb)
    {
        verb.Add(allowed);
        verb.Add(rules);
        rules.Validators.Add(Read);
    }

    /// <summary>Null where messages cannot be made to fail.</summary>
    public FaultSwitch? Switch(ParseResult arguments)
    {
        if (!arguments.GetValue(allowed) && read.Count == 0)
            return null;
        var faults = new FaultSwitch();
        foreach (var rule in read)
            faults.Add(rule.MessageType, rule.AccountId, rule.Times, rule.Text);
        return faults;
    }

    void Read(OptionResult given)
    {
        read.Clear();
        foreach (var token in given.Tokens)
        {
            if (FaultText.TryParse(token.Value, out var rule, out var fault))
                read.Add(rule);
            else
                given.AddError($"--fault {token.Value}: {fault}");
        }

        if (read.Count > FaultSwitch.MostRules)
            given.AddError($"--fault is given {read.Count} times; there can be {FaultSwitch.MostRules} rules");
    }
}
