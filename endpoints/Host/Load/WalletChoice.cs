namespace BillingEngine.Host.Load;

/// <summary>Turns chance into wallets: all of them alike, or the first ones more often.</summary>
sealed class WalletChoice(int wallets, bool isZipf)
{
    // The share of the first n + 1 wallets together; they add up to one.
    readonly double[] shares = isZipf ? Shares(wallets) : [];

    public int Any(ulong chance) => isZipf ? Rank(chance) : (int)(chance % (ulong)wallets);

    /// <summary>Any wallet but this one.</summary>
    public int Other(int wallet, ulong chance)
    {
        if (!isZipf)
            return (wallet + 1 + (int)(chance / 128 % (ulong)(wallets - 1))) % wallets;
        var other = Rank(chance);
        return other == wallet ? (wallet + 1) % wallets : other;
    }

    int Rank(ulong chance)
    {
        // The upper 53 bits: as many as a double holds exactly.
        var found = Array.BinarySearch(shares, (chance >> 11) * (1.0 / (1UL << 53)));
        return Math.Min(found < 0 ? ~found : found + 1, wallets - 1);
    }

    static double[] Shares(int wallets)
    {
        var shares = new double[wallets];
        var sum = 0.0;
        for (var rank = 0; rank < wallets; rank++)
            shares[rank] = sum += 1.0 / (rank + 1);
        for (var rank = 0; rank < wallets; rank++)
            shares[rank] /= sum;
        return shares;
    }
}
