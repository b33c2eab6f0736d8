namespace BillingEngine.Postgres.Log;

/// <summary>
/// Divides a number among backlogs: the same for each, and what one has no use for goes to the others.
/// </summary>
static class FairShares
{
    /// <returns>How much each gets, in their order.</returns>
    public static List<long> Of(IReadOnlyList<long> backlogs, long available)
    {
        List<long> shares = [.. backlogs.Select(_ => 0L)];
        while (available > 0)
        {
            var hungry = Enumerable.Range(0, shares.Count).Where(turn => shares[turn] < backlogs[turn]).ToList();
            if (hungry.Count == 0)
                break;
            var each = Math.Max(1, available / hungry.Count);
            foreach (var turn in hungry.Take((int)Math.Min(hungry.Count, available)))
            {
                var more = Math.Min(each, backlogs[turn] - shares[turn]);
                shares[turn] += more;
                available -= more;
            }
        }

        return shares;
    }
}
