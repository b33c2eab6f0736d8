using MassTransit;
using static BillingEngine.Benchmarks.Rates.Peers.MassTransit.TopupMessages;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>Tells whoever waits for a top-up that it is over.</summary>
sealed class TopupEndedConsumer(WaitingCallers callers) : IConsumer<TopupEnded>
{
    public Task Consume(ConsumeContext<TopupEnded> context)
    {
        callers.End(context.Message.TopupId, context.Message.IsCompleted);
        return Task.CompletedTask;
    }
}
