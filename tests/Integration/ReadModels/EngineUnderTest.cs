using System.Collections.Frozen;
using BillingEngine.Host;
using BillingEngine.Integration.Tests.Storage;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using BillingEngine.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>The product's endpoints and read models on a database of their own, with fees.</summary>
sealed class EngineUnderTest : IAsyncDisposable
{
    const string CountUnfinished = """
        select (select count(*) from queue where due_at <= now()) + (select count(*) from transactions
            where status = 'processing' or (status = 'authorized' and expires_at < now() + interval '1 second'))
        """;

    const string DescribeUnfinished = """
        select format('The engine does not come to rest: %s %s is %s. %s', type, transaction_id, status,
            (select data::text from sagas where correlation = transaction_id::text))
        from transactions where status in ('processing', 'authorized')
        union all
        select format('%s due %s: %s %s', type, due_at, headers, convert_from(body, 'UTF8'))
        from queue where due_at <= now()
        union all
        select format('failed: %s %s %s', type, exception, headers) from failed_messages
        """;

    static readonly TransactionType[] Charged =
        [TransactionType.Withdrawal, TransactionType.Transfer, TransactionType.Payment];

    static readonly FeeRule Fee = new(
        Fixed: 0.10m, Percent: 1.5m, Minimum: null, Maximum: 5m, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true);

    readonly PostgresStore _store = new();
    readonly ServiceProvider _services;
    PostgresStorage? _storage;
    MessagingEngine? _engine;

    public EngineUnderTest() => _services = new ServiceCollection()
        .AddSingleton(new TransactionRules
        {
            Fees = Charged.ToFrozenDictionary(
                type => (type, Usd), _ => new FeeTariff(User: Fee, Merchant: null, Business: null)),
        })
        .BuildServiceProvider();

    public static CurrencyCode Usd { get; } = new("USD");

    /// <summary>Models besides those of the product, after them.</summary>
    public IReadOnlyList<IInlineProjection> More { get; init; } = [];

    /// <summary>Hears of every unit of work that is on disk.</summary>
    public ICommitListener? Listener { get; init; }

    public PostgresStorage Storage => _storage!;

    public PostgresStore Store => _store;

    public Task<string> ConnectionString() => _store.ConnectionString();

    /// <param name="served">Endpoints; none: all.</param>
    public async Task Start(EngineOptions? options = null, params string[] served)
    {
        _storage ??= await _store.Open([.. Composition.InlineProjections(), .. More], ReadModelModule.Migrations);
        _engine = await MessagingEngine.Start(
            new EngineSetup
            {
                Modules = Composition.Modules,
                Endpoints = Composition.Endpoints,
                Served = served is [] ? [.. Composition.Endpoints.Select(endpoint => endpoint.Name)] : [.. served],
                Storage = _storage,
                Services = _services,
                Logger = NullLogger.Instance,
                Options = options ?? new EngineOptions(),
                Listeners = Listener is null ? [] : [Listener],
            },
            CancellationToken.None);
        while (_engine.OwnedPartitions.Count < (served is [] ? 2 : served.Length) * _store.Partitions)
            await Task.Delay(5);
    }

    public async Task Stop()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _engine = null;
    }

    /// <summary>Hands over all of them at once.</summary>
    public Task Send(params IEnumerable<ICommand> commands) => Task.WhenAll(commands.Select(command =>
    {
        var options = new SendOptions();
        options.SetRequestIdentity((command as ITransactionRequest)?.TransactionId ?? Some.Id(), "fingerprint");
        return _engine!.Session.Send(command, options);
    }));

    /// <summary>Sends one after another, each when the one before has come to its end.</summary>
    public async Task Do(params IEnumerable<ICommand> commands)
    {
        foreach (var command in commands)
        {
            await Send(command);
            await Rest();
        }
    }

    /// <summary>Until nothing is on its way any more, but for payments that wait for their capture.</summary>
    public async Task Rest()
    {
        await using var pool = NpgsqlDataSource.Create(await ConnectionString());
        for (var waits = 0; await Rows.Count(pool, CountUnfinished) > 0; waits++)
        {
            if (waits > 1000)
                Assert.Fail(string.Join("\n", await Rows.Texts(pool, DescribeUnfinished)));
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }
}
