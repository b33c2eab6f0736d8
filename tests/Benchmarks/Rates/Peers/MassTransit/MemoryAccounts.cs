namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>Balances in memory, in cents; each account by itself is changed by one at a time.</summary>
sealed class MemoryAccounts(int count, long opening)
{
    readonly long[] _balances = [.. Enumerable.Repeat(opening, count)];

    /// <returns>False when it lacks the funds.</returns>
    public bool Debit(int account, long cents)
    {
        for (var balance = Volatile.Read(ref _balances[account]); balance >= cents;)
        {
            var found = Interlocked.CompareExchange(ref _balances[account], balance - cents, balance);
            if (found == balance)
                return true;
            balance = found;
        }

        return false;
    }

    /// <returns>False when there is no such account.</returns>
    public bool Credit(int account, long cents)
    {
        if (account < 0 || account >= _balances.Length)
            return false;
        Interlocked.Add(ref _balances[account], cents);
        return true;
    }
}
