using System.CommandLine;
using System.CommandLine.Parsing;
using Npgsql;

namespace BillingEngine.Host.Verbs;

/// <summary>The pair of options that every verb takes: which database.</summary>
sealed class DatabaseArguments
{
    readonly Option<string?> connection = new("--connection")
    {
        Description = "PostgreSQL connection string, such as \"Host=localhost;Database=billing\"",
        HelpName = "STRING",
    };

    readonly Option<string?> data = new("--data")
    {
        Description = "Folder of the embedded PostgreSQL [default: a folder under the user's data home]",
        HelpName = "DIR",
    };

    public DatabaseArguments(Command verb)
    {
        connection.Validators.Add(CheckConnection);
        data.Validators.Add(CheckDirectory);
        verb.Validators.Add(CheckOnlyOne);
        verb.Add(connection);
        verb.Add(data);
    }

    public string? Connection(ParseResult arguments) => arguments.GetValue(connection);

    public string? Directory(ParseResult arguments) => arguments.GetValue(data);

    static void CheckConnection(OptionResult given)
    {
        var text = given.GetValueOrDefault<string?>() ?? "";
        try
        {
            if (string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host))
                given.AddError("--connection names no Host");
        }
        catch (ArgumentException e)
        {
            given.AddError($"--connection is not a connection string like Host=..;Database=..: {Failure.Describe(e)}");
        }
    }

    static void CheckDirectory(OptionResult given)
    {
        var path = given.GetValueOrDefault<string?>() ?? "";
        if (string.IsNullOrWhiteSpace(path))
            given.AddError("--data is empty: give a folder");
        else if (File.Exists(path))
            given.AddError($"--data must be a folder; '{path}' is a file");
    }

    void CheckOnlyOne(CommandResult verb)
    {
        if (verb.GetResult(connection) is { Implicit: false } && verb.GetResult(data) is { Implicit: false })
            verb.AddError("--connection and --data exclude each other: give one of them");
    }
}
