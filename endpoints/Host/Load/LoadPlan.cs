using System.Security.Cryptography;
using BillingEngine.Messages;

namespace BillingEngine.Host.Load;

/// <summary>
/// What a run does: every wallet, amount and key follows from the run and a number, whichever worker comes to it.
/// </summary>
/// <param name="Arrivals">Null: each worker sends its next operation when the one before is answered.</param>
/// <param name="Bulk">So many operations share a request; null: each has its own.</param>
sealed record LoadPlan(
    Uri Target,
    int Wallets,
    int Operations,
    int Workers,
    string RunId,
    LoadMix Mix = LoadMix.Topup,
    Arrivals? Arrivals = null,
    LoadSkew Skew = LoadSkew.None,
    int? Bulk = null)
{
    /// <summary>Each wallet is given so much before money leaves it that none runs dry, not even a hot one.</summary>
    public const int FundingCents = 10_000_000_00;

    const int HotWallet = 0;

    const int WalletsForOneMerchant = 100;
    const int HighestCents = 100_00;
    const int LowestCents = 1_00;

    readonly ulong seed = Convert.ToUInt64(RunId, 16);
    readonly WalletChoice choice = new(Wallets, isZipf: Skew == LoadSkew.Zipf);
    readonly Guid[] wallets = [.. Enumerable.Range(0, Wallets).Select(n => Wallet(RunId, n))];

    public static string NewRunId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    readonly Guid[] merchants = Mix is LoadMix.Payment or LoadMix.Mixed
        ? [
            .. Enumerable.Range(0, 1 + (Wallets / WalletsForOneMerchant))
                .Select(n => DeterministicId.Derive("load-merchant", RunId, $"{n}")),
        ]
        : [];

    public int Merchants => merchants.Length;

    /// <summary>
    /// Top-ups that give the wallets their money before they spend it: enough of them to be a measure of top-ups in the
    /// same run.
    /// </summary>
    public int Fundings => Mix == LoadMix.Topup ? 0 : Math.Max(Wallets, Operations / 4);

    public Guid WalletId(int wallet) => wallets[wallet];

    public Guid MerchantId(int merchant) => merchants[merchant];

    public string KeyOf(int operation) => $"load-{RunId}-{operation}";

    public Guid TransactionId(int operation) => DeterministicId.Request("main", KeyOf(operation));

    public OperationKind KindOf(int operation) => Mix switch
    {
        LoadMix.Topup => OperationKind.Topup,
        LoadMix.Transfer => OperationKind.Transfer,
        LoadMix.Payment => OperationKind.Payment,
        _ => (operation % 3, operation / 3 % 10) switch
        {
            (0, _) => OperationKind.Topup,
            (1, _) => OperationKind.Transfer,
            (_, 9) => OperationKind.Refund,
            _ => OperationKind.Payment,
        },
    };

    public int WalletOf(int operation)
    {
        var chance = Chance(2 * (ulong)operation);
        if (Skew != LoadSkew.Hot)
            return choice.Any(chance);
        return GoesToHotWallet(operation) ? choice.Other(HotWallet, chance) : HotWallet;
    }

    /// <summary>Where the money of a transfer goes: any wallet but the one that it comes from.</summary>
    public int OtherWalletOf(int operation) => Skew == LoadSkew.Hot && GoesToHotWallet(operation)
        ? HotWallet
        : choice.Other(WalletOf(operation), Chance((2 * (ulong)operation) + 1));

    public int MerchantOf(int operation) => operation % Merchants;

    public int CentsOf(int operation) =>
        LowestCents + (int)(Chance(2 * (ulong)operation + 1) % (HighestCents - LowestCents + 1));

    bool GoesToHotWallet(int operation) => operation % 2 == 1 && KindOf(operation) == OperationKind.Transfer;

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
