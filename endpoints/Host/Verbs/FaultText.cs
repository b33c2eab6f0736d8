using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BillingEngine.Messages;

namespace BillingEngine.Host.Verbs;

/// <summary>A fault rule as it is written in one argument: <c>type=account.credit.v1,account=ID,times=3</c>.</summary>
sealed record FaultText(string? MessageType, Guid? AccountId, int? Times, string? Text)
{
    const int MostTimes = 1_000_000;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out FaultText? rule, [NotNullWhen(false)] out string? fault)
    {
        rule = new FaultText(null, null, null, null);
        fault = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var before, var after] ? (before, after) : (part, "");
            fault = rule.Set(name, value, out rule);
            if (fault is not null)
                return false;
        }

        if (rule is { MessageType: null, AccountId: null })
            fault = "names neither a type nor an account";
        return fault is null;
    }

    string? Set(string name, string value, out FaultText rule)
    {
        rule = this;
        switch (name)
        {
            case "type" when Catalog.All.Any(contract => contract.Name == value):
                rule = this with { MessageType = value };
                return null;
            case "account" when Guid.TryParseExact(value, "D", out var id):
                rule = this with { AccountId = id };
                return null;
            case "times" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                && times is >= 1 and <= MostTimes:
                rule = this with { Times = times };
                return null;
            case "text" when value.Length > 0:
                rule = this with { Text = value };
                return null;
            default:
                return FaultOf(name, value);
        }
    }

    static string FaultOf(string name, string value) => name switch
    {
        "type" => $"'{value}' is not the name of a message, such as account.credit.v1",
        "account" => $"account must be a UUID; it is '{value}'",
        "times" => $"times must be a whole number from 1 to {MostTimes}; it is '{value}'",
        "text" => "text is empty",
        _ => $"knows no '{name}': there are type, account, times, text",
    };
}
