using System.CommandLine;
using BillingEngine.Postgres.Verification;

namespace BillingEngine.Host.Verbs;

/// <summary>Checks every invariant against the database; works beside a running engine.</summary>
static class VerifyVerb
{
    public static Command Create()
    {
        var verb = new Command("verify", "Checks every invariant against the database; works beside a running engine.");
        var database = new DatabaseArguments(verb);
        verb.SetAction(async (arguments, ct) =>
        {
            await using var opened = await BillingDatabase.Open(
                database.Connection(arguments),
                database.Directory(arguments),
                ct);
            var holds = await Check(opened.ConnectionString, arguments.InvocationConfiguration.Output, ct);
            return holds ? 0 : 1;
        });
        return verb;
    }

    /// <summary>Prints one line for each invariant; true when all of them hold.</summary>
    public static async Task<bool> Check(string connectionString, TextWriter output, CancellationToken ct)
    {
        var holds = true;
        await foreach (var finding in new Verifier(Composition.Invariants).Run(connectionString, ct))
        {
            await output.WriteLineAsync(finding.ToString());
            holds &= finding.Holds;
        }

        return holds;
    }
}
