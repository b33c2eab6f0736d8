using BillingEngine.Messaging.Engine;

namespace BillingEngine.Engine.Tests.Faults;

public sealed class When_faults_are_injected
{
    const string Type = "till.take.v1";

    static readonly Guid Account = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    static readonly Guid Other = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");

    readonly FaultSwitch _faults = new();

    [Fact]
    public void Should_let_everything_pass_without_a_rule() => Assert.False(Strikes(Type, Account));

    [Fact]
    public void Should_fail_by_type()
    {
        _faults.Add(Type, accountId: null, times: null, text: null);

        Assert.True(Strikes(Type, Account));
        Assert.True(Strikes(Type, Other));
        Assert.False(Strikes("till.give.v1", Account));
    }

    [Fact]
    public void Should_fail_by_account()
    {
        _faults.Add(messageType: null, Account, times: null, text: null);

        Assert.True(Strikes(Type, Account));
        Assert.True(Strikes("till.give.v1", Other, Account));
        Assert.False(Strikes(Type, Other));
        _faults.Check(Type, "a message that tells of no account");
    }

    [Fact]
    public void Should_fail_only_where_both_are_as_the_rule_says()
    {
        _faults.Add(Type, Account, times: null, text: null);

        Assert.True(Strikes(Type, Account));
        Assert.False(Strikes(Type, Other));
        Assert.False(Strikes("till.give.v1", Account));
    }

    [Fact]
    public void Should_fail_so_many_times_and_then_no_more()
    {
        var rule = _faults.Add(Type, Account, times: 2, text: null);

        bool[] strikes = [.. Enumerable.Range(0, 4).Select(_ => Strikes(Type, Account))];

        Assert.Equal([true, true, false, false], strikes);
        Assert.Equal([rule with { Struck = 2 }], _faults.Rules);
    }

    [Fact]
    public void Should_go_on_to_the_next_rule_when_one_is_spent()
    {
        _faults.Add(Type, accountId: null, times: 1, text: null);
        _faults.Add(messageType: null, Account, times: 1, text: null);

        bool[] strikes = [.. Enumerable.Range(0, 3).Select(_ => Strikes(Type, Account))];

        Assert.Equal([true, true, false], strikes);
    }

    [Fact]
    public void Should_count_each_strike_once_when_many_threads_ask()
    {
        _faults.Add(Type, accountId: null, times: 500, text: null);
        var struck = 0;

        Parallel.For(0, 2_000, _ =>
        {
            if (Strikes(Type, Account))
                Interlocked.Increment(ref struck);
        });

        Assert.Equal((500, 500), (struck, _faults.Rules[0].Struck));
    }

    [Fact]
    public void Should_say_that_it_is_on_purpose_and_how_it_ends()
    {
        var rule = _faults.Add(Type, Account, times: 3, text: "the till is jammed");

        var fault = Assert.Throws<InjectedFaultException>(() => _faults.Check(Type, new Take([Account])));

        Assert.Equal(
            $"Injected on purpose by fault rule {rule.Id} ({Type} of account {Account}), time 1 of 3: the till is "
            + $"jammed. DELETE /v1/ops/faults/{rule.Id} removes the rule.",
            fault.Message);
    }

    [Fact]
    public void Should_let_everything_pass_when_the_rule_is_removed()
    {
        var first = _faults.Add(Type, accountId: null, times: null, text: null);
        var second = _faults.Add(messageType: null, Account, times: null, text: null);

        Assert.Equal(first, _faults.Remove(first.Id));
        Assert.Equal([second], _faults.Rules);
        Assert.Null(_faults.Remove(first.Id));
        Assert.Equal(second, _faults.Remove(second.Id));
        Assert.False(Strikes(Type, Account));
        Assert.True(_faults.Add(Type, null, null, null).Id > second.Id, "Ids are not used again.");
    }

    [Fact]
    public void Should_refuse_a_rule_that_says_nothing()
    {
        Assert.Throws<ArgumentException>(() => _faults.Add(null, null, times: 1, text: null));
        Assert.Throws<ArgumentException>(() => _faults.Add(Type, null, times: 0, text: null));
        Assert.Empty(_faults.Rules);
    }

    [Fact]
    public void Should_have_room_for_so_many_rules_but_give_up_spent_ones()
    {
        _faults.Add(Type, Account, times: 1, text: null);
        for (var rule = 1; rule < FaultSwitch.MostRules; rule++)
            _faults.Add(Type, Other, times: null, text: null);

        Assert.Throws<InvalidOperationException>(() => _faults.Add(Type, Other, times: null, text: null));
        Assert.True(Strikes(Type, Account));
        _faults.Add(Type, Other, times: null, text: null);

        Assert.Equal(FaultSwitch.MostRules, _faults.Rules.Count);
        Assert.DoesNotContain(_faults.Rules, rule => rule.IsSpent);
    }

    bool Strikes(string type, params Guid[] accounts)
    {
        try
        {
            _faults.Check(type, new Take(accounts));
            return false;
        }
        catch (InjectedFaultException)
        {
            return true;
        }
    }

    sealed record Take(IReadOnlyList<Guid> Accounts) : ICommand, IConcernMoney
    {
        MoneyConcern IConcernMoney.Concern => new(TransactionId: null, Accounts);
    }
}
