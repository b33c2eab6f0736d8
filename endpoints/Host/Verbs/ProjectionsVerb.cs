using System.CommandLine;
using System.Diagnostics;
using BillingEngine.Host.Projections;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Host.Verbs;

/// <summary>
/// Lists the read models, makes one anew, or holds them against the events; all beside a running engine.
/// </summary>
static class ProjectionsVerb
{
    static readonly IReadOnlyList<string> Names = Composition.ReadModelNames;

    public static Command Create()
    {
        var verb = new Command(
            "projections", "Lists, rebuilds and verifies the read models; works beside a running engine.")
        {
            List(),
            Rebuild(),
            Verify(),
        };
        return verb;
    }

    static Command List()
    {
        var verb = new Command("list", "Lists the read models, and how far each is behind.");
        var database = new DatabaseArguments(verb);
        verb.SetAction((arguments, ct) => With(database, arguments, async workshop =>
        {
            await arguments.InvocationConfiguration.Output.WriteLineAsync(
                ModelText.Table(await workshop.List(ct)));
            return 0;
        }, ct));
        return verb;
    }

    static Command Rebuild()
    {
        var verb = new Command(
            "rebuild", "Makes a read model anew from the events, and puts it in the place of the old one.");
        var name = new Argument<string>("name") { Description = "Read model", HelpName = "NAME" };
        name.Validators.Add(given => CheckName(given.GetValueOrDefault<string>(), given.AddError));
        verb.Add(name);
        var database = new DatabaseArguments(verb);
        verb.SetAction((arguments, ct) => With(database, arguments, async workshop =>
        {
            var model = arguments.GetRequiredValue(name);
            var began = Stopwatch.GetTimestamp();
            using var bar = new ProgressBar(model, arguments.InvocationConfiguration.Error, !Console.IsErrorRedirected);
            var events = await workshop.Rebuild(model, bar, ct);
            bar.Dispose();
            await arguments.InvocationConfiguration.Output.WriteLineAsync(
                ModelText.Rebuilt(model, events, Stopwatch.GetElapsedTime(began)));
            return 0;
        }, ct));
        return verb;
    }

    static Command Verify()
    {
        var verb = new Command(
            "verify", "Makes read models anew and compares them with the live ones; exit 1 if a row differs.");
        var name = new Argument<string?>("name")
        {
            Description = "Read model [default: all]",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.Validators.Add(given => CheckName(given.GetValueOrDefault<string?>(), given.AddError));
        verb.Add(name);
        var database = new DatabaseArguments(verb);
        verb.SetAction((arguments, ct) => With(database, arguments, async workshop =>
        {
            var isEqual = true;
            foreach (var model in arguments.GetValue(name) is { } one ? [one] : Names)
            {
                using var bar = new ProgressBar(
                    model, arguments.InvocationConfiguration.Error, !Console.IsErrorRedirected);
                var verdict = await workshop.Check(model, bar, ct);
                bar.Dispose();
                await arguments.InvocationConfiguration.Output.WriteLineAsync(ModelText.Verdict(verdict));
                isEqual &= verdict.Difference is null;
            }

            return isEqual ? 0 : 1;
        }, ct));
        return verb;
    }

    static void CheckName(string? name, Action<string> addError)
    {
        if (name is not null && !Names.Contains(name))
            addError($"there is no read model '{name}': there are {string.Join(", ", Names)}");
    }

    static async Task<int> With(
        DatabaseArguments database,
        ParseResult arguments,
        Func<ReadModelWorkshop, Task<int>> work,
        CancellationToken ct)
    {
        await using var opened = await BillingDatabase.Open(
            database.Connection(arguments), database.Directory(arguments), ct);
        await using var pool = PostgresStorage.OpenDatabase(opened.ConnectionString);
        await Migrator.Migrate(pool, Composition.Migrations, ct);
        return await work(Composition.Workshop(pool));
    }
}
