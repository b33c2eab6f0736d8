using MassTransit;
using static BillingEngine.Benchmarks.Rates.Peers.MassTransit.TopupMessages;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>Debits the source, credits the wallet; when the wallet takes nothing, the money goes back.</summary>
sealed class TopupStateMachine : MassTransitStateMachine<TopupState>
{
    public TopupStateMachine()
    {
        InstanceState(topup => topup.CurrentState);
        Event(() => Requested, topup => topup.CorrelateById(context => context.Message.TopupId));
        Event(() => Debited, topup => topup.CorrelateById(context => context.Message.TopupId));
        Event(() => DebitRefused, topup => topup.CorrelateById(context => context.Message.TopupId));
        Event(() => Credited, topup => topup.CorrelateById(context => context.Message.TopupId));
        Event(() => CreditRefused, topup => topup.CorrelateById(context => context.Message.TopupId));
        Event(() => Returned, topup => topup.CorrelateById(context => context.Message.TopupId));
        Initially(When(Requested)
            .Then(context =>
            {
                var (_, source, wallet, cents) = context.Message;
                (context.Saga.Source, context.Saga.Wallet, context.Saga.Cents) = (source, wallet, cents);
            })
            .Publish(context => new DebitSource(context.Saga.CorrelationId, context.Saga.Source, context.Saga.Cents))
            .TransitionTo(Debiting));
        During(
            Debiting,
            When(Debited)
                .Publish(context => new CreditWallet(
                    context.Saga.CorrelationId, context.Saga.Wallet, context.Saga.Cents))
                .TransitionTo(Crediting),
            When(DebitRefused)
                .Publish(context => new TopupEnded(context.Saga.CorrelationId, IsCompleted: false))
                .Finalize());
        During(
            Crediting,
            When(Credited)
                .Publish(context => new TopupEnded(context.Saga.CorrelationId, IsCompleted: true))
                .Finalize(),
            When(CreditRefused)
                .Publish(context => new ReturnToSource(
                    context.Saga.CorrelationId, context.Saga.Source, context.Saga.Cents))
                .TransitionTo(Returning));
        During(
            Returning,
            When(Returned)
                .Publish(context => new TopupEnded(context.Saga.CorrelationId, IsCompleted: false))
                .Finalize());
        SetCompletedWhenFinalized();
    }

    public State Debiting { get; private set; } = null!;

    public State Crediting { get; private set; } = null!;

    public State Returning { get; private set; } = null!;

    public Event<TopupRequested> Requested { get; private set; } = null!;

    public Event<SourceDebited> Debited { get; private set; } = null!;

    public Event<TopupMessages.DebitRefused> DebitRefused { get; private set; } = null!;

    public Event<WalletCredited> Credited { get; private set; } = null!;

    public Event<TopupMessages.CreditRefused> CreditRefused { get; private set; } = null!;

    public Event<ReturnedToSource> Returned { get; private set; } = null!;
}
