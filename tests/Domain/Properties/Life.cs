using BillingEngine.Accounts;
using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>An account's way through a list of commands, over days.</summary>
sealed record Life(IReadOnlyList<Step> Steps)
{
    public Account End => Steps is [.., var last] ? last.After : Account.Initial;

    public IEnumerable<IEvent> Events => Steps.SelectMany(step => step.Events);

    /// <summary>As a store would hold them.</summary>
    public IEnumerable<(IEvent Event, DateTimeOffset At)> Stored =>
        Steps.SelectMany(step => step.Events.Select(e => (e, step.At)));

    /// <param name="commands">Each with the time that has passed since the one before.</param>
    public static Life Of(IEnumerable<(ICommand Command, TimeSpan Passed)> commands)
    {
        var steps = new List<Step>();
        var happened = new HashSet<Guid>();
        var now = Wallet.Noon;
        foreach (var (command, passed) in commands)
        {
            now += passed;
            if (AsASagaWould(command, steps) is not { } given)
                continue;
            var step = Step.Of(steps is [.., var last] ? last.After : Account.Initial, given, now);
            // What happens once is not taken by the store a second time.
            if (step.Events.OfType<IHappenOnce>().All(e => happened.Add(e.OnceKey)))
                steps.Add(step);
        }

        return new Life(steps);
    }

    /// <summary>For the report of a property that does not hold.</summary>
    public override string ToString() => string.Join("\n", Steps);

    /// <summary>It undoes only what was done, in full, and says on what day it was spent.</summary>
    static ICommand? AsASagaWould(ICommand command, List<Step> steps) => command switch
    {
        ReverseDebit reverse => steps.Find(step => step.Events is
            [AccountDebited { Part: null } debited] && debited.TransactionId == reverse.TransactionId) is { } done
            ? reverse with { Amount = ((AccountDebited)done.Events[0]).Amount, SpentOn = done.SpentOn }
            : null,
        ReverseCredit reverse => steps.Find(step => step.Events is
            [AccountCredited { Part: null } credited] && credited.TransactionId == reverse.TransactionId) is { } done
            ? reverse with { Amount = ((AccountCredited)done.Events[0]).Amount }
            : null,
        _ => command,
    };
}

sealed record Step(DateTimeOffset At, Account Before, ICommand Command, Decision Decision, Account After)
{
    public IEvent[] Events => Decision is Decision.Accepted(var events) ? events : [];

    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    /// <summary>The day whose spending its debit counts towards; null: none.</summary>
    public DateOnly? SpentOn => Events switch
    {
        [AccountDebited { HeldAfter: not null } captured] => Before.Holds[captured.TransactionId].PlacedOn,
        [AccountDebited { IsReturn: null }] => Day,
        _ => null,
    };

    public override string ToString() => Decision is Decision.Refused(var refusal)
        ? $"{At:s} {Command} -> {refusal}"
        : $"{At:s} {Command} -> {string.Join<IEvent>(", ", Events)}";

    public static Step Of(Account before, ICommand command, DateTimeOffset at)
    {
        var decision = AccountSpec.Decide(before, command, Levels.Schedule, at);
        var after = decision is Decision.Accepted(var events) ? AccountSpec.Evolve(before, events, at) : before;
        return new Step(at, before, command, decision, after);
    }
}
