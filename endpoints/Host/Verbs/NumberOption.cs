using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace BillingEngine.Host.Verbs;

static class NumberOption
{
    public static Option<int> Create(string name, int ordinary, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => ordinary,
        CustomParser = given => Parse(given, name, most),
    };

    /// <summary>One that has no ordinary value.</summary>
    public static Option<int?> Optional(string name, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = given => Parse(given, name, most),
    };

    static int Parse(ArgumentResult given, string name, int most)
    {
        var text = given.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            && number <= most)
            return number;
        given.AddError($"{name} must be a whole number from 1 to {most}; it is '{text}'");
        return 0;
    }
}
