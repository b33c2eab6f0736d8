namespace BillingEngine.Host.Load;

/// <summary>How unevenly the wallets take part in the operations of a run.</summary>
enum LoadSkew
{
    None,

    /// <summary>The n-th wallet takes part in proportion to 1/n (Zipf's law with an exponent of one).</summary>
    Zipf,

    /// <summary>
    /// The first wallet takes part in every operation: in transfers alternately as source and as destination.
    /// </summary>
    Hot,
}
