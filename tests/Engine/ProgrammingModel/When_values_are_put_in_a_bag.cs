using BillingEngine.Messaging.Extensibility;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_values_are_put_in_a_bag
{
    [Fact]
    public void Should_find_them_by_type_and_by_key()
    {
        var bag = new ContextBag();
        bag.Set(new Note("typed"));
        bag.Set("key", 7);

        Assert.Equal("typed", bag.Get<Note>().Text);
        Assert.Equal(7, bag.Get<int>("key"));
        Assert.True(bag.TryGet<Note>(out _));
        Assert.False(bag.TryGet<int>("other", out _));
    }

    [Fact]
    public void Should_see_the_parent_and_leave_it_alone()
    {
        var parent = new ContextBag();
        parent.Set("key", "parent");
        var child = new ContextBag(parent);

        Assert.Equal("parent", child.Get<string>("key"));
        child.Set("key", "child");
        Assert.Equal("parent", parent.Get<string>("key"));
        child.Remove("key");
        Assert.Equal("parent", child.Get<string>("key"));
    }

    [Fact]
    public void Should_make_one_when_asked_to()
    {
        var bag = new ContextBag();

        var made = bag.GetOrCreate<List<int>>();

        Assert.Same(made, bag.GetOrCreate<List<int>>());
        bag.Remove<List<int>>();
        Assert.NotSame(made, bag.GetOrCreate<List<int>>());
    }

    [Fact]
    public void Should_name_what_is_missing()
    {
        var missing = Assert.Throws<KeyNotFoundException>(() => new ContextBag().Get<int>("ledger"));

        Assert.Contains("'ledger'", missing.Message, StringComparison.Ordinal);
    }

    sealed record Note(string Text);
}
