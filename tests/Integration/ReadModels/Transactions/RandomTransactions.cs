using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Integration.Tests.ReadModels.Transactions;

/// <summary>Transactions of every kind and fate, their events among each other; the same for the same seed.</summary>
sealed class RandomTransactions(int seed)
{
    static readonly string[] Currencies = ["USD", "USD", "USD", "JPY", "BHD"];
    static readonly string[] Ledgers = ["main", "main", "main", "eu"];
    static readonly string?[] References = [null, "invoice 7", "Invoice-8", "O'Brien\\x", "--", "miete", "Zürich/Łódź"];

    static readonly string?[] Descriptions =
    [
        null, "Blue shoes", "blue SHOES, size 42", "red hat", "invoice 8 once more", "日本 の靴",
        "the 'quoted' & | ! one",
    ];

    static readonly string?[] Metadatas =
    [
        null,
        """{"orderId":"A-1","n":7}""",
        """{"orderId":"A-2","n":"7","deep":{"colour":["Blue",42]}}""",
        """{"a=b":"c","flag":true,"nothing":null,"":"empty"}""",
        """{"a":"b=c","quote":"it's \\ \" here"}""",
        $$"""{"long":"{{new string('x', 300)}}","control":"a\u0001b"}""",
    ];

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    readonly Random _random = new(seed);
    readonly List<Open> _open = [];
    DateTimeOffset _now = Start;

    public Guid[] Accounts { get; } =
        [.. Enumerable.Range(1, 7).Select(n => new Guid($"a0000000-0000-4000-8000-{n:D12}"))];

    public WrittenLog Log { get; } = new();

    /// <summary>Transactions as all their events together leave them.</summary>
    public Dictionary<Guid, TransactionSnapshot> Folded { get; } = [];

    /// <summary>Begins so many, and lets those that have begun go on meanwhile. Some never come to an end.</summary>
    public RandomTransactions Go(int count)
    {
        for (var begun = 0; begun < count;)
        {
            // Several at one moment, and now and then a pause of hours, so that there are more days than one.
            _now += _random.Next(40) switch
            {
                0 => TimeSpan.FromHours(_random.Next(1, 30)),
                < 20 => TimeSpan.Zero,
                _ => TimeSpan.FromMicroseconds(_random.Next(1, 5_000_000)),
            };
            if (_open.Count > 0 && _random.Next(3) > 0)
            {
                GoOn(_open[_random.Next(_open.Count)]);
                continue;
            }

            Begin();
            begun++;
        }

        return this;
    }

    void Begin()
    {
        var id = Id();
        var source = _random.Next(Accounts.Length);
        var destination = (source + _random.Next(1, Accounts.Length)) % Accounts.Length;
        var open = new Open(id, new Money(Amount(), new(Pick(Currencies))), _random.Next(5));
        // A refund of it may have been called off before it was requested.
        if (_random.Next(10) == 0)
            Log.Add(id, new RefundReleased(id, Id()), _now);
        Add(id, Requested(open, Accounts[source], Accounts[destination]));
        _open.Add(open);
    }

    ITransactionRequested Requested(Open one, Guid source, Guid destination)
    {
        var (id, key, ledger) = (one.Id, one.Id.ToString(), Pick(Ledgers));
        var (reference, description) = (Pick(References), Pick(Descriptions));
        var metadata = Pick(Metadatas) is { } text ? new JsonText(text) : null;
        return one.Kind switch
        {
            0 => new TopupRequested(
                id, key, ledger, source, destination, one.Amount, reference, description, metadata, "f"),
            1 => new WithdrawalRequested(
                id, key, ledger, source, destination, one.Amount, reference, description, metadata, "f", Fees: null),
            2 => new TransferRequested(
                id, key, ledger, source, destination, one.Amount, reference, description, metadata, "f", Fees: null),
            3 => new RefundRequested(
                id, key, ledger, source, destination, one.Amount, reference, description, metadata, "f", Id()),
            _ => new PaymentRequested(
                id, key, ledger, source, destination, one.Amount, reference, description, metadata, "f", Fees: null,
                CaptureMode.Manual, Start.AddDays(100), CardId: null),
        };
    }

    void GoOn(Open one)
    {
        if (one.Kind == 4 && one.Steps++ < 2)
        {
            Add(one.Id, one.Steps == 1
                ? new TransactionAuthorized(one.Id)
                : new PaymentCaptureRequested(one.Id, one.Amount with { Amount = one.Amount.Amount / 2 }));
            return;
        }

        _open.Remove(one);
        Add(one.Id, _random.Next(6) switch
        {
            0 => new TransactionFailed(one.Id, new Refusal("insufficient_funds", "Not enough.")),
            1 => new TransactionVoided(one.Id),
            2 => new TransactionExpired(one.Id),
            _ => new TransactionCompleted(
                one.Id, _random.Next(3) == 0 ? new ChargedFee(_random.Next(1, 100) / 100m, true) : null),
        });
        if (Folded[one.Id].Status is TransactionStatus.Completed && one.Kind < 3 && _random.Next(4) == 0)
            Add(one.Id, new TransactionRefunded(one.Id, Id(), one.Amount, one.Amount.Amount));
    }

    void Add(Guid id, IEvent e)
    {
        Log.Add(id, e, _now);
        Folded[id] = e is ITransactionRequested requested
            ? TransactionSnapshot.From(requested, "correlation", _now)
            : Folded[id].After(e, _now);
    }

    /// <summary>Of all sizes, so that a range of them has few or many.</summary>
    decimal Amount() => Math.Round((decimal)Math.Pow(10, _random.NextDouble() * 5), 2) + 0.01m;

    TItem Pick<TItem>(TItem[] items) => items[_random.Next(items.Length)];

    Guid Id()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    sealed class Open(Guid id, Money amount, int kind)
    {
        public Guid Id => id;

        public Money Amount => amount;

        public int Kind => kind;

        public int Steps { get; set; }
    }
}
