using MassTransit;
using static BillingEngine.Benchmarks.Rates.Peers.MassTransit.TopupMessages;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>Does as it is ordered to accounts, and says what came of it.</summary>
sealed class AccountConsumer(MemoryAccounts accounts)
    : IConsumer<DebitSource>, IConsumer<CreditWallet>, IConsumer<ReturnToSource>
{
    public Task Consume(ConsumeContext<DebitSource> context)
    {
        var (id, source, cents) = context.Message;
        return accounts.Debit(source, cents)
            ? context.Publish(new SourceDebited(id))
            : context.Publish(new DebitRefused(id));
    }

    public Task Consume(ConsumeContext<CreditWallet> context)
    {
        var (id, wallet, cents) = context.Message;
        return accounts.Credit(wallet, cents)
            ? context.Publish(new WalletCredited(id))
            : context.Publish(new CreditRefused(id));
    }

    public Task Consume(ConsumeContext<ReturnToSource> context)
    {
        var (id, source, cents) = context.Message;
        accounts.Credit(source, cents);
        return context.Publish(new ReturnedToSource(id));
    }
}
