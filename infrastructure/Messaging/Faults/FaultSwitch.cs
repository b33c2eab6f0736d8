using System.Diagnostics.CodeAnalysis;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Makes handlers fail on purpose, by rules that are set while the engine runs: to see what retries and failed messages
/// look like, and for tests. Without a rule it costs one comparison.
/// </summary>
public sealed class FaultSwitch
{
    public const int MostRules = 100;

    readonly Lock _gate = new();
    volatile Armed[] _rules = [];
    int _lastId;

    /// <summary>The spent ones, too, until they are removed or their place is needed.</summary>
    public IReadOnlyList<FaultRule> Rules => [.. _rules.Select(armed => armed.Rule)];

    /// <exception cref="ArgumentException">It names neither a type nor an account, or no number of times.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are <see cref="MostRules"/> rules already, none of them spent.
    /// </exception>
    public FaultRule Add(string? messageType, Guid? accountId, int? times, string? text) =>
        TryAdd(messageType, accountId, times, text, out var rule)
            ? rule
            : throw new InvalidOperationException(
                $"There are {MostRules} fault rules already, and none is spent. Remove one first.");

    /// <returns>False when there are <see cref="MostRules"/> rules already, none of them spent.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Add"/>.</exception>
    public bool TryAdd(
        string? messageType, Guid? accountId, int? times, string? text, [NotNullWhen(true)] out FaultRule? rule)
    {
        rule = null;
        if (messageType is null && accountId is null)
            throw new ArgumentException("A fault rule names a message type or an account: all messages would fail.");
        if (times < 1)
            throw new ArgumentException($"A fault rule strikes once or more often, not {times} times.", nameof(times));
        lock (_gate)
        {
            var rules = _rules;
            if (rules.Length == MostRules)
                rules = [.. rules.Where(armed => !armed.Rule.IsSpent)];
            if (rules.Length == MostRules)
                return false;
            rule = new FaultRule(++_lastId, messageType, accountId, times, text, Struck: 0);
            _rules = [.. rules, new Armed(rule)];
            return true;
        }
    }

    /// <returns>The rule as it was; null when there is none with this id.</returns>
    public FaultRule? Remove(int id)
    {
        lock (_gate)
        {
            var removed = _rules.FirstOrDefault(armed => armed.Rule.Id == id);
            _rules = [.. _rules.Where(armed => armed != removed)];
            return removed?.Rule;
        }
    }

    /// <summary>To be called before a message is handled.</summary>
    /// <param name="messageType">Stable name of the message's contract.</param>
    /// <exception cref="InjectedFaultException">A rule says that it fails.</exception>
    public void Check(string messageType, object message)
    {
        var rules = _rules;
        if (rules.Length > 0)
            Check(rules, messageType, message);
    }

    static void Check(Armed[] rules, string messageType, object message)
    {
        var accounts = (message as IConcernMoney)?.Concern.AccountIds ?? [];
        foreach (var armed in rules)
        {
            var rule = armed.Rule;
            if ((rule.MessageType is null || rule.MessageType == messageType)
                && (rule.AccountId is not { } account || accounts.Contains(account))
                && armed.TryStrike() is { } struck)
                throw new InjectedFaultException(Describe(struck));
        }
    }

    static string Describe(FaultRule rule)
    {
        var count = rule.Times is { } times ? $"time {rule.Struck} of {times}" : $"time {rule.Struck}, without end";
        return $"Injected on purpose by fault rule {rule.Id} ({Aim(rule)}), {count}: {rule.Text ?? "no text"}. "
            + $"DELETE /v1/ops/faults/{rule.Id} removes the rule.";
    }

    static string Aim(FaultRule rule) => (rule.MessageType, rule.AccountId) switch
    {
        ({ } type, { } account) => $"{type} of account {account}",
        ({ } type, null) => type,
        _ => $"account {rule.AccountId}",
    };

    /// <summary>A rule with its count, which any thread may move on.</summary>
    sealed class Armed(FaultRule rule)
    {
        int _struck;

        public FaultRule Rule => rule with { Struck = Volatile.Read(ref _struck) };

        /// <returns>The rule with this strike counted; null when it has none left.</returns>
        public FaultRule? TryStrike()
        {
            while (true)
            {
                var before = Volatile.Read(ref _struck);
                if (before >= (rule.Times ?? int.MaxValue))
                    return null;
                if (Interlocked.CompareExchange(ref _struck, before + 1, before) == before)
                    return rule with { Struck = before + 1 };
            }
        }
    }
}
