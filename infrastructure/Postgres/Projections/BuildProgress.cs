namespace BillingEngine.Postgres.Projections;

/// <summary>How far a rebuild or a check has come.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Events of the log that are behind it.</param>
/// <param name="Total">Events in the log.</param>
public readonly record struct BuildProgress(BuildPhase Phase, long Done, long Total);

public enum BuildPhase
{
    /// <summary>Events are read and written to the new tables.</summary>
    Filling,

    /// <summary>Indexes are made, and the planner is told of the tables.</summary>
    Indexing,

    /// <summary>The new tables take the place of the old ones.</summary>
    Swapping,

    /// <summary>Rows are compared.</summary>
    Comparing,
}
