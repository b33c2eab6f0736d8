using BillingEngine.Accounts;
using BillingEngine.Domain.Tests.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Properties;

/// <summary>An account's way through a list of commands.</summary>
sealed record Life(IReadOnlyList<Step> Steps)
{
    public Account End => Steps is [.., var last] ? last.After : Account.Initial;

    public IEnumerable<IEvent> Events => Steps.SelectMany(step => step.Events);

    /// <param name="commands">Each with the status it finds the account in, if that is not its own.</param>
    public static Life Of(IReadOnlyList<(ICommand Command, AccountStatus? Status)> commands)
    {
        var steps = new List<Step>();
        foreach (var (command, status) in commands)
            steps.Add(Step.Of(steps is [.., var last] ? last.After : Account.Initial, command, status));
        return new Life(steps);
    }

    /// <summary>For the report of a property that does not hold.</summary>
    public override string ToString() => string.Join("\n", Steps.Select(step => $"{step.Command} -> {step.Decision}"));
}

sealed record Step(Account Before, ICommand Command, Decision Decision, Account After)
{
    public IEvent[] Events => Decision is Decision.Accepted(var events) ? events : [];

    public static Step Of(Account before, ICommand command, AccountStatus? status)
    {
        var decision = AccountSpec.Decide(
            before with { Status = status ?? before.Status }, command, LimitSchedule.Unlimited, Wallet.Noon);
        var after = decision is Decision.Accepted(var events)
            ? AccountSpec.Evolve(before, events, Wallet.Noon)
            : before;
        return new Step(before, command, decision, after);
    }
}
