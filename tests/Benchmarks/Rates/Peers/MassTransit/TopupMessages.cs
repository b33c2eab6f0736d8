namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>The messages of a top-up: what is asked for, what is ordered, and what happened.</summary>
static class TopupMessages
{
    public sealed record TopupRequested(Guid TopupId, int Source, int Wallet, long Cents);

    public sealed record DebitSource(Guid TopupId, int Source, long Cents);

    public sealed record SourceDebited(Guid TopupId);

    public sealed record DebitRefused(Guid TopupId);

    public sealed record CreditWallet(Guid TopupId, int Wallet, long Cents);

    public sealed record WalletCredited(Guid TopupId);

    public sealed record CreditRefused(Guid TopupId);

    /// <summary>The compensation: what was debited goes back.</summary>
    public sealed record ReturnToSource(Guid TopupId, int Source, long Cents);

    public sealed record ReturnedToSource(Guid TopupId);

    public sealed record TopupEnded(Guid TopupId, bool IsCompleted);
}
