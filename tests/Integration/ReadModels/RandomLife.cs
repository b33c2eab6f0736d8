using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>
/// Commands of every kind, in an order and with amounts that nobody has thought of. The same for the same seed.
/// </summary>
sealed class RandomLife
{
    const string Ledger = "main";

    static readonly CurrencyCode Usd = EngineUnderTest.Usd;

    readonly Random _random;
    readonly Guid[] _wallets;
    readonly Guid[] _merchants;
    readonly List<(Guid Account, Guid Card)> _cards = [];
    readonly List<Guid> _manualPayments = [];
    readonly List<RequestedMovement> _movements = [];

    public RandomLife(int seed, int wallets = 6, int merchants = 2)
    {
        _random = new(seed);
        _wallets = [.. Enumerable.Range(0, wallets).Select(_ => Id())];
        _merchants = [.. Enumerable.Range(0, merchants).Select(_ => Id())];
    }

    public int Accounts => _wallets.Length + _merchants.Length;

    static Guid External => DeterministicId.ExternalAccount(Ledger, Usd);

    public IEnumerable<ICommand> Opening() =>
    [
        .. _wallets.Select(wallet => Account(wallet, AccountKind.User, isActive: _random.Next(5) != 0)),
        .. _merchants.Select(merchant => Account(merchant, AccountKind.Merchant, isActive: true)),
        .. _wallets.Select(wallet => Topup(wallet, 200m)),
    ];

    public ICommand Next() => _random.Next(26) switch
    {
        < 4 => Topup(_random.Next(12) == 0 ? Id() : Wallet(), Amount()),
        < 6 => Withdrawal(),
        < 10 => Transfer(),
        < 12 => Payment(CaptureMode.Automatic),
        < 15 => Payment(CaptureMode.Manual),
        15 or 16 => new CapturePayment(ManualPayment(), _random.Next(2) == 0 ? null : Amount()),
        17 => new VoidPayment(ManualPayment(), "changed my mind"),
        < 21 => Refund(),
        < 24 => CardCommand(),
        _ => AccountCommand(),
    };

    CreateAccount Account(Guid id, AccountKind kind, bool isActive) => new(
        id,
        Ledger,
        OwnerId: "owner",
        OwnerType: "person",
        kind,
        Usd,
        isActive,
        MinBalance: null,
        MaxBalance: 900m,
        CreditLimit: _random.Next(3) == 0 ? 20m : null,
        KycLevel: 1,
        InitialBalance: null,
        new JsonText("""{"colour": "green"}"""));

    ICommand AccountCommand() => _random.Next(8) switch
    {
        0 => new SuspendAccount(Wallet(), "checks", "operator"),
        1 => new FreezeAccount(Anyone(), "checks", "operator"),
        2 => new UnfreezeAccount(Anyone(), "cleared", "operator"),
        3 => new ReactivateAccount(Wallet(), "cleared", "operator"),
        4 => new CancelMovement(Wallet(), Id(), MovementPart.Credit),
        5 => new ChangeAccountLimits(
            Wallet(), null, null, CreditLimit: Amount(), PerTransactionLimit: 60m, null, KycLevel: 2, AccountLimits.MaxBalance, "wish"),
        _ => new ActivateAccount(Wallet(), "verified", "operator"),
    };

    ICommand CardCommand()
    {
        if (_cards.Count == 0 || _random.Next(3) == 0)
        {
            var (wallet, card) = (Wallet(), Id());
            _cards.Add((wallet, card));
            return new IssueCard(wallet, card, _random.Next(2) == 0 ? null : "Groceries", DateTimeOffset.UnixEpoch.AddYears(200));
        }

        var (account, id) = _cards[_random.Next(_cards.Count)];
        return _random.Next(4) switch
        {
            0 => new SuspendCard(account, id, "lost", "operator"),
            1 => new ExpireCard(account, id, "stolen", "operator"),
            _ => new ActivateCard(account, id, Reason: null, "operator"),
        };
    }

    RequestTopup Topup(Guid destination, decimal amount)
    {
        var m = Remember(External, destination, amount);
        return new(m.Id, m.Key, Ledger, m.Source, m.Destination, m.Money, "reference", null, null, "fingerprint");
    }

    RequestWithdrawal Withdrawal()
    {
        var m = Remember(Wallet(), External, Amount());
        return new(m.Id, m.Key, Ledger, m.Source, m.Destination, m.Money, null, "description", null, "fingerprint");
    }

    RequestTransfer Transfer()
    {
        var source = Wallet();
        var m = Remember(source, Other(source), Amount());
        return new(
            m.Id, m.Key, Ledger, m.Source, m.Destination, m.Money, null, null, new JsonText("""{"a": 1}"""), "fingerprint");
    }

    RequestPayment Payment(CaptureMode capture)
    {
        var hasCard = _cards.Count > 0 && _random.Next(2) == 0;
        var (account, card) = hasCard ? _cards[_random.Next(_cards.Count)] : (Wallet(), default(Guid?));
        var m = Remember(account, _merchants[_random.Next(_merchants.Length)], Amount());
        if (capture == CaptureMode.Manual)
            _manualPayments.Add(m.Id);
        var expiresIn = _random.Next(5) == 0 ? TimeSpan.FromMilliseconds(_random.Next(1, 200)) : TimeSpan.FromDays(7);
        return new(
            m.Id, m.Key, Ledger, m.Source, m.Destination, m.Money, "order", null, null, "fingerprint", capture, expiresIn, card);
    }

    RequestRefund Refund()
    {
        var original = _movements[_random.Next(_movements.Count)];
        var part = _random.Next(3) == 0 ? original.Amount : decimal.Round(original.Amount * _random.Next(1, 120) / 100m, 2);
        var m = Remember(original.Destination, original.Source, Math.Max(part, 0.01m));
        return new(
            m.Id, m.Key, Ledger, m.Source, m.Destination, m.Money, null, null, null, "fingerprint", original.Id);
    }

    RequestedMovement Remember(Guid source, Guid destination, decimal amount)
    {
        var movement = new RequestedMovement(Id(), source, destination, amount);
        _movements.Add(movement);
        return movement;
    }

    Guid ManualPayment() => _manualPayments.Count == 0 ? Id() : _manualPayments[_random.Next(_manualPayments.Count)];

    Guid Wallet() => _wallets[_random.Next(_wallets.Length)];

    Guid Anyone() => _random.Next(3) == 0 ? _merchants[_random.Next(_merchants.Length)] : Wallet();

    Guid Other(Guid wallet) => _wallets[(Array.IndexOf(_wallets, wallet) + _random.Next(1, _wallets.Length)) % _wallets.Length];

    decimal Amount() => _random.Next(1, 8_000) / 100m;

    Guid Id()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    sealed record RequestedMovement(Guid Id, Guid Source, Guid Destination, decimal Amount)
    {
        public string Key => Id.ToString();

        public Money Money => new(Amount, Usd);
    }
}
