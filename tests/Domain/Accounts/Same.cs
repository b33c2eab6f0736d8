using BillingEngine.Accounts;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Compares states whole: their dictionaries and sets compare by reference, so a record will not do.</summary>
static class Same
{
    public static void State(Account expected, Account actual)
    {
        Assert.Equal(Members(expected), Members(actual));
        Assert.Equal(expected.Holds, actual.Holds);
        Assert.Equal(expected.Cards, actual.Cards);
        Assert.True(expected.Cancelled.SetEquals(actual.Cancelled));
    }

    public static bool IsState(Account expected, Account actual) =>
        Members(expected) == Members(actual)
        && Entries(expected.Holds, actual.Holds)
        && Entries(expected.Cards, actual.Cards)
        && expected.Cancelled.SetEquals(actual.Cancelled);

    static bool Entries<TValue>(IReadOnlyDictionary<Guid, TValue> expected, IReadOnlyDictionary<Guid, TValue> actual) =>
        expected.Count == actual.Count
        && expected.All(entry => actual.TryGetValue(entry.Key, out var value) && Equals(entry.Value, value));

    static Account Members(Account account) => account with
    {
        Holds = Account.Initial.Holds,
        Cards = Account.Initial.Cards,
        Cancelled = Account.Initial.Cancelled,
    };
}
