using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_an_id_is_derived
{
    /// <summary>
    /// Ids that are stored must come out the same for ever. The expected values were computed apart from this code, in
    /// Python 3: sha256 over the parts in UTF-8, each after its length as two bytes, big-endian; of the hash the first
    /// 16 bytes, with version 8 in the high half of byte 6 and variant 10 in the high bits of byte 8.
    /// </summary>
    [Fact]
    public void Should_be_the_one_it_always_was()
    {
        var usd = new CurrencyCode("USD");
        var accountId = Guid.Parse("11111111-1111-4111-8111-111111111111");

        Assert.Equal(Guid.Parse("5ae01840-4dca-843a-9071-6a36b54d265f"), DeterministicId.Request("main", "order-1"));
        Assert.Equal(Guid.Parse("2d8f860c-7337-8574-837d-de7ca7af6188"), DeterministicId.Request("Köln", "ключ-✓"));
        Assert.Equal(Guid.Parse("c46f1af9-2dd1-87ea-a6d3-d4399bed0342"), DeterministicId.ExternalAccount("main", usd));
        Assert.Equal(
            Guid.Parse("2457e30b-e5fc-8eee-abc2-c007c95c5b56"), DeterministicId.InitialFunding("main", accountId));
        Assert.Equal(Guid.Parse("9155513f-7699-8ffa-925b-3cc9c7a102a1"), DeterministicId.Derive("a", "", ""));
    }

    [Fact]
    public void Should_be_a_uuid_of_version_8()
    {
        var id = DeterministicId.Request("main", "order-1");

        Assert.Equal((8, 8), (id.Version, id.Variant & 0b1100));
    }

    [Fact]
    public void Should_be_another_wherever_the_boundary_between_the_parts_lies()
    {
        const string Text = "main:order\0\u0001";
        var cuts =
            from first in Enumerable.Range(0, Text.Length + 1)
            from second in Enumerable.Range(first, Text.Length + 1 - first)
            select (Text[..first], Text[first..second], Text[second..]);

        var ids = cuts.Select(parts => DeterministicId.Derive(parts.Item1, parts.Item2, parts.Item3)).ToList();

        Assert.Equal((Text.Length + 1) * (Text.Length + 2) / 2, ids.Distinct().Count());
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Should_take_the_longest_key_there_is()
    {
        var id = DeterministicId.Request("main", new string('k', 255));

        Assert.NotEqual(id, DeterministicId.Request("main", new string('k', 254)));
    }

    [Fact]
    public void Should_be_refused_for_parts_that_are_too_long() =>
        Assert.Throws<ArgumentException>(() => DeterministicId.Request("main", new string('k', 500)));
}
