namespace BillingEngine.Postgres.Verification;

/// <summary>What the check of one invariant found.</summary>
public sealed record Finding(Invariant Invariant, IReadOnlyList<string> Violations)
{
    public const int Shown = 5;

    public bool Holds => Violations.Count == 0;

    /// <summary>One line for a report.</summary>
    public override string ToString() => Holds
        ? $"ok    {Invariant.Name}: {Invariant.Explanation}"
        : $"FAIL  {Invariant.Name}: {Invariant.Explanation}; found {string.Join("; ", Violations.Take(Shown))}";
}
