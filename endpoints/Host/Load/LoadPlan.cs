using System.Security.Cryptography;
using BillingEngine.Messages;

namespace BillingEngine.Host.Load;

/// <summary>
/// What a run does: every wallet, amount and key follows from the run and a number, whichever worker comes to it.
/// </summary>
sealed record LoadPlan(Uri Target, int Wallets, int Operations, int Workers, string RunId)
{
    const int HighestCents = 100_00;
    const int LowestCents = 1_00;

    readonly ulong seed = Convert.ToUInt64(RunId, 16);
    readonly Guid[] wallets = [.. Enumerable.Range(0, Wallets).Select(n => Wallet(RunId, n))];

    public static string NewRunId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public Guid WalletId(int wallet) => wallets[wallet];

    public int WalletOf(int operation) => (int)(Chance(2 * (ulong)operation) % (ulong)Wallets);

    public int CentsOf(int operation) =>
        LowestCents + (int)(Chance(2 * (ulong)operation + 1) % (HighestCents - LowestCents + 1));

    static Guid Wallet(string runId, int wallet) => DeterministicId.Derive("load", runId, $"{wallet}");

    // The n-th number of SplitMix64 (Steele, Lea and Flood, 2014).
    ulong Chance(ulong n)
    {
        var z = seed + (n + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
