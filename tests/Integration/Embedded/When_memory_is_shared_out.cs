using BillingEngine.Postgres.Embedded;

namespace BillingEngine.Integration.Tests.Embedded;

public sealed class When_memory_is_shared_out
{
    const string Memory = """
        MemTotal:       24683692 kB
        HugePages_Total:    3300
        HugePages_Free:      375
        HugePages_Rsvd:      226
        HugePages_Surp:        0
        Hugepagesize:       2048 kB
        Hugetlb:         6758400 kB
        """;

    [Theory]
    // A quarter of the memory, between 128 MB and 1 GB.
    [InlineData(24_000, 0, 0, 1024, false)]
    [InlineData(2_000, 0, 0, 500, false)]
    [InlineData(400, 0, 0, 128, false)]
    // Up to a quarter, as far as there are huge pages for it and what goes with it.
    [InlineData(24_000, 6_600, 0, 6_000, true)]
    [InlineData(24_000, 4_064, 0, 3_800, true)]
    [InlineData(24_000, 1_142, 0, 1_024, true)]
    [InlineData(24_000, 1_141, 0, 1_024, false)]
    [InlineData(2_000, 6_600, 0, 500, true)]
    // What is asked for is had, in huge pages or not.
    [InlineData(24_000, 6_600, 16, 16, true)]
    [InlineData(24_000, 0, 16, 16, false)]
    [InlineData(24_000, 64, 16, 16, false)]
    [InlineData(24_000, 0, 8_000, 8_000, false)]
    public void Should_take_more_than_a_gigabyte_in_huge_pages_only(
        long memory, long hugePages, long wanted, long expected, bool inHugePages) =>
        Assert.Equal(new SharedBuffers(expected, inHugePages), SharedBuffers.For(memory, hugePages, wanted));

    [Theory]
    [InlineData(Memory, "", 298)]
    [InlineData(Memory, "max", 298)]
    [InlineData(Memory, "104857600", 100)]
    [InlineData(Memory, "0", 0)]
    [InlineData("MemTotal: 24683692 kB", "max", 0)]
    [InlineData("", "", 0)]
    public void Should_count_the_huge_pages_that_are_left(string memory, string limit, long expected) =>
        Assert.Equal(expected, SharedBuffers.HugePages(memory, limit));
}
