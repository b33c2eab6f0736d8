using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Engine.Tests.Acceptance;

public sealed class When_ownership_is_planned
{
    // Workers are A, B and C, in the order of their ids, and Z is dead. A row is written as its owner, or '-' for none;
    // small letters are partitions in a worker's name that it does not hold. The plan is written for A.
    [Theory]
    [InlineData("alone, all free", "A", "----", "claim 0123")]
    [InlineData("alone, all its own", "A", "AAAA", "")]
    [InlineData("alone, after a crash of another", "A", "AAZZ", "claim 23")]
    [InlineData("one joins: give up what is too much", "AB", "AAAA", "release 23")]
    [InlineData("one joins, uneven: the first keeps one more", "AB", "AAAAA", "release 34")]
    [InlineData("joined last: take what is free", "AB", "BB--", "claim 23")]
    [InlineData("joined last: nothing is free yet", "AB", "BBBB", "")]
    [InlineData("joined: not more than its share", "AB", "B---", "claim 12")]
    [InlineData("three and uneven", "ABC", "AAAAAAA", "release 3456")]
    [InlineData("one of three leaves", "AB", "ABZABZ", "claim 2")]
    [InlineData("more workers than partitions", "ABC", "--", "claim 0")]
    [InlineData("nobody else, not even itself in the list", "", "----", "claim 0123")]
    [InlineData("it restarts and finds its name", "A", "aaaa", "claim 0123")]
    [InlineData("a release was cut short", "AB", "AAaaBB", "claim 2, release 3")]
    [InlineData("a release was cut short, its share is held", "AB", "AAaa", "release 23")]
    [InlineData("taken by another", "AB", "AXBB", "claim 1")]
    public void Should_give_each_its_share(string situation, string alive, string rows, string plan)
    {
        var planned = Ownership.Plan(Worker('A'), ["e"], View(alive, rows), partition => rows[partition] == 'A');

        Assert.True(plan == Told(planned), $"{situation}: planned '{Told(planned)}', not '{plan}'.");
    }

    [Fact]
    public void Should_know_what_it_has_lost()
    {
        var planned = Ownership.Plan(Worker('A'), ["e"], View("AB", "AB-A"), partition => partition < 3);

        Assert.Equal([1, 2], planned.Lost);
    }

    [Fact]
    public void Should_share_out_each_endpoint_by_itself()
    {
        var view = new OwnershipView(
            [Row(0, "x", 0, '-'), Row(1, "x", 1, '-'), Row(2, "y", 0, '-'), Row(3, "z", 0, '-')],
            new Dictionary<string, IReadOnlyList<Guid>> { ["x"] = [Worker('A'), Worker('B')], ["y"] = [Worker('A')] });

        var planned = Ownership.Plan(Worker('A'), ["x", "y"], view, _ => false);

        Assert.Equal([0, 2], planned.Claim.Select(row => row.Partition));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 5)]
    [InlineData(3, 16)]
    [InlineData(7, 3)]
    public void Should_come_to_rest_with_every_partition_owned_once(int workers, int partitions)
    {
        var ids = Enumerable.Range(0, workers).Select(n => (char)('A' + n)).ToList();
        var owners = Enumerable.Repeat('A', partitions).ToArray();
        for (var rounds = 0; rounds < 4; rounds++)
        {
            foreach (var id in ids)
            {
                var seen = new string(owners);
                var plan = Ownership.Plan(Worker(id), ["e"], View(new string([.. ids]), seen), p => seen[p] == id);
                foreach (var row in plan.Release)
                    owners[row.Partition] = '-';
                foreach (var row in plan.Claim)
                    owners[row.Partition] = id;
            }
        }

        var counts = ids.Select(id => owners.Count(owner => owner == id)).ToList();
        Assert.Equal(partitions, counts.Sum());
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    static OwnershipView View(string alive, string rows) => new(
        [.. rows.Select((owner, partition) => Row(partition, "e", partition, owner))],
        new Dictionary<string, IReadOnlyList<Guid>> { ["e"] = [.. alive.Select(Worker)] });

    static PartitionRow Row(int partition, string endpoint, int slot, char owner) => new(
        partition,
        endpoint,
        slot,
        owner == '-' ? null : Worker(char.ToUpperInvariant(owner)),
        owner is not ('-' or 'X' or 'Z'),
        Epoch: 1);

    static Guid Worker(char letter) => Keys.Of(letter);

    static string Told(OwnershipPlan plan) => string.Join(
        ", ", new[] { Told("claim", plan.Claim), Told("release", plan.Release) }.Where(step => step.Length > 0));

    static string Told(string step, IReadOnlyList<PartitionRow> rows) =>
        rows.Count == 0 ? "" : $"{step} {string.Concat(rows.Select(row => row.Partition))}";
}
