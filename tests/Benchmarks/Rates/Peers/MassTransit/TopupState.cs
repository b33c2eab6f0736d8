using MassTransit;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>What a top-up remembers between its messages.</summary>
sealed class TopupState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Source { get; set; }

    public int Wallet { get; set; }

    public long Cents { get; set; }
}
