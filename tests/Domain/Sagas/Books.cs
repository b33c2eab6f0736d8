using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>What a transaction did to an account, all in all.</summary>
readonly record struct Effect(decimal Balance, decimal Held);

/// <summary>
/// An auditor: reads every event that is stored, adds up by himself, and compares what accounts and transactions say.
/// </summary>
sealed class Books
{
    readonly Dictionary<Guid, Account> _accounts = [];
    readonly Dictionary<Guid, TransactionSnapshot> _transactions = [];
    readonly Dictionary<(Guid TransactionId, Guid AccountId), Effect> _effects = [];
    readonly Dictionary<string, int> _movements = [];
    readonly Dictionary<(Guid Original, Guid Refund), IEvent> _refunds = [];
    readonly Dictionary<(Guid Original, Guid Refund), RefundReserved> _reservations = [];

    public IReadOnlyDictionary<Guid, TransactionSnapshot> Transactions => _transactions;

    /// <summary>Of accounts that have, or owe, anything.</summary>
    public IReadOnlyDictionary<Guid, decimal> Balances => new SortedDictionary<Guid, decimal>(_accounts
        .Where(account => account.Value.Balance != 0m)
        .ToDictionary(account => account.Key, account => account.Value.Balance));

    public IReadOnlyDictionary<CurrencyCode, decimal> SumOfBalances => _accounts.Values
        .Where(account => account.Exists)
        .GroupBy(account => account.Currency)
        .ToDictionary(group => group.Key, group => group.Sum(account => account.Balance));

    public static async Task<Books> Of(BillingRun run)
    {
        var books = new Books();
        await foreach (var stored in run.Storage.Events.ReadAll(new Dictionary<int, long>(), CancellationToken.None))
            books.Enter(stored, BillingRun.ReadEvent(stored.Type, stored.Data));
        return books;
    }

    /// <summary>Everything that holds whenever nothing is under way.</summary>
    public static async Task<Books> AssertInOrder(BillingRun run)
    {
        var books = await Of(run);
        Assert.All(books.SumOfBalances, sum => Assert.Equal(0m, sum.Value));
        Assert.All(
            books._movements, movement => Assert.True(movement.Value == 1, $"{movement.Value} times: {movement.Key}"));
        foreach (var transaction in books._transactions.Values)
            books.AssertSettled(transaction);
        foreach (var (accountId, account) in books._accounts)
            books.AssertHolds(accountId, account);
        foreach (var original in books._refunds.Keys.Select(key => key.Original).Distinct())
            books.AssertRefunds(original);
        Assert.Equal(
            books._transactions.Values.Count(one => one.Status == TransactionStatus.Authorized),
            run.Database.OpenSagas);
        return books;
    }

    Effect EffectOf(Guid transactionId, Guid accountId) => _effects.GetValueOrDefault((transactionId, accountId));

    void Enter(StoredEvent stored, IEvent e)
    {
        if (AboutTransaction(e))
            EnterTransaction(stored, e);
        else
            EnterAccount(stored, e);
    }

    void EnterAccount(StoredEvent stored, IEvent e)
    {
        var before = _accounts.GetValueOrDefault(stored.StreamId, Account.Initial);
        var after = before.Evolve(e, stored.OccurredAt);
        _accounts[stored.StreamId] = after;
        if (MovementEvents.Of(e) is not { } movement)
            return;
        if (movement.BalanceAfter is { } balance)
            Assert.Equal(balance, after.Balance);
        if (movement.HeldAfter is { } held)
            Assert.Equal(held, after.Held);
        if (movement.TakesMoney && after.Floor is { } floor)
            Assert.True(after.Available >= floor, $"{e} leaves {after.Available}, less than {floor}");
        Count($"{movement.Kind} of {movement.TransactionId} on {stored.StreamId}");
        var effect = EffectOf(movement.TransactionId, stored.StreamId);
        _effects[(movement.TransactionId, stored.StreamId)] = new Effect(
            effect.Balance + after.Balance - before.Balance, effect.Held + after.Held - before.Held);
    }

    void EnterTransaction(StoredEvent stored, IEvent e)
    {
        if (e is ITransactionRequested requested)
            _transactions.Add(stored.StreamId, TransactionSnapshot.From(requested, "", stored.OccurredAt));
        else if (e is not RefundReleased)
            _transactions[stored.StreamId] = _transactions[stored.StreamId].After(e, stored.OccurredAt);
        Count($"{e.GetType().Name} of {stored.StreamId} {MovementEvents.RefundOf(e)}");
        if (e is RefundReserved reserved)
            _reservations[(stored.StreamId, reserved.RefundId)] = reserved;
        if (MovementEvents.RefundOf(e) is { } refund)
            _refunds[(stored.StreamId, refund)] = e;
    }

    /// <summary>What it moved is what it says that it moved; if it did not complete, that is nothing.</summary>
    void AssertSettled(TransactionSnapshot transaction)
    {
        var expected = MovementEvents.ExpectedOf(transaction);
        var accounts = _effects.Keys
            .Where(key => key.TransactionId == transaction.TransactionId)
            .Select(key => key.AccountId);
        Assert.NotEqual(TransactionStatus.Processing, transaction.Status);
        foreach (var accountId in accounts.Union(expected.Keys))
        {
            var effect = EffectOf(transaction.TransactionId, accountId);
            var what = $"{transaction.Type} {transaction.Status} of {transaction.Amount}";
            Assert.True(
                effect.Balance == expected.GetValueOrDefault(accountId),
                $"{what} moved {effect.Balance} on {accountId}, not {expected.GetValueOrDefault(accountId)}");
            var holds = transaction.Status == TransactionStatus.Authorized && accountId == transaction.SourceAccountId;
            Assert.True(
                holds ? effect.Held >= transaction.Amount.Amount : effect.Held == 0m,
                $"{what} holds {effect.Held} on {accountId}");
        }
    }

    void AssertHolds(Guid accountId, Account account)
    {
        Assert.Equal(account.Holds.Values.Sum(hold => hold.Amount), account.Held);
        Assert.Equal(
            _effects.Where(effect => effect.Key.AccountId == accountId).Sum(effect => effect.Value.Held), account.Held);
        Assert.All(account.Holds.Keys, id => Assert.Equal(TransactionStatus.Authorized, _transactions[id].Status));
    }

    /// <summary>
    /// Nothing stays reserved, all refunds together give back no more than was moved, and of the fee its share.
    /// </summary>
    void AssertRefunds(Guid original)
    {
        var ends = _refunds.Where(refund => refund.Key.Original == original).ToDictionary();
        foreach (var ((_, refund), end) in ends)
        {
            Assert.IsNotType<RefundReserved>(end);
            Assert.Equal(
                end is TransactionRefunded ? TransactionStatus.Completed : TransactionStatus.Failed,
                _transactions[refund].Status);
        }

        var done = ends.Where(end => end.Value is TransactionRefunded).Select(end => _reservations[end.Key]).ToList();
        if (_transactions.TryGetValue(original, out var transaction))
            AssertRefunds(transaction, done);
        else
            Assert.Empty(done);
    }

    static void AssertRefunds(TransactionSnapshot original, IReadOnlyList<RefundReserved> done)
    {
        var moved = original.CapturedAmount ?? original.Amount.Amount;
        var (refunded, fees) = (done.Sum(one => one.Amount.Amount), done.Sum(one => one.FeeReturned));
        Assert.Equal(original.RefundedAmount, refunded);
        Assert.InRange(refunded, 0m, moved);
        Assert.InRange(fees, 0m, original.Fee ?? 0m);
    }

    void Count(string movement) => _movements[movement] = _movements.GetValueOrDefault(movement) + 1;

    static bool AboutTransaction(IEvent e) => e.GetType().Namespace == typeof(TransactionCompleted).Namespace;
}
