using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using static BillingEngine.Benchmarks.Rates.Peers.MassTransit.TopupMessages;

namespace BillingEngine.Benchmarks.Rates.Peers.MassTransit;

/// <summary>
/// MassTransit with transport, sagas and accounts all in memory: nothing of it is durable, and it is here to show what
/// the messaging alone costs.
/// </summary>
sealed class TopupBus : IAsyncDisposable
{
    const int Wallets = 1_000;
    const int Source = 0;
    const int Cents = 10_00;
    const long Opening = long.MaxValue / 2;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ServiceProvider _services;
    readonly IBusControl _bus;
    readonly WaitingCallers _callers;
    int _next;

    TopupBus(ServiceProvider services)
    {
        _services = services;
        _bus = services.GetRequiredService<IBusControl>();
        _callers = services.GetRequiredService<WaitingCallers>();
    }

    public static async Task<TopupBus> Start()
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new MemoryAccounts(Wallets + 1, Opening))
            .AddSingleton<WaitingCallers>()
            .AddMassTransit(setup =>
            {
                setup.AddSagaStateMachine<TopupStateMachine, TopupState>().InMemoryRepository();
                setup.AddConsumer<AccountConsumer>();
                setup.AddConsumer<TopupEndedConsumer>();
                setup.UsingInMemory((context, bus) => bus.ConfigureEndpoints(context));
            });
        var started = new TopupBus(services.BuildServiceProvider());
        await started._bus.StartAsync();
        return started;
    }

    public Task<Measurement> Measure(int callers, TimeSpan length) => ClosedLoop.Run(callers, length, _ => Topup());

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync();
        await _services.DisposeAsync();
    }

    async Task Topup()
    {
        var id = NewId.NextGuid();
        var end = _callers.Begin(id);
        var wallet = Source + 1 + (Interlocked.Increment(ref _next) & int.MaxValue) % Wallets;
        await _bus.Publish(new TopupRequested(id, Source, wallet, Cents));
        if (!await end.WaitAsync(Patience))
            throw new InvalidOperationException($"Top-up {id} failed.");
    }
}
