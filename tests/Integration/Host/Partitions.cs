using System.Diagnostics;
using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>Who owns what, as the database has it.</summary>
static class Partitions
{
    const string SelectShares = """
        select coalesce(string_agg(share, ', ' order by share), '') from (
            select endpoint || ' ' || count(*) as share
            from partitions where owner is not null group by endpoint, owner) shares
        """;

    /// <summary>Waits until the partitions are divided so, such as "accounts 8, accounts 8".</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> AreSplit(string database, string shares)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var found = await Sql.Run(database, SelectShares);
            if (shares.Equals(found))
                return waiting.Elapsed;
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(60), $"The partitions are split otherwise: {found}");
            await Task.Delay(20);
        }
    }
}
