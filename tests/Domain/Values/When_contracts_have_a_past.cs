using BillingEngine.Messages;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_contracts_have_a_past
{
    public static TheoryData<string> StoredForms => [.. Corpus.All];

    /// <summary>Whatever was stored once, in whatever version, is read as the contract of today.</summary>
    [Theory]
    [MemberData(nameof(StoredForms))]
    public void Should_be_read_in_every_form_that_was_ever_stored(string file) =>
        Assert.Null(Corpus.FaultOf(ContractSamples.Types, file));

    [Fact]
    public void Should_not_leave_what_is_stored_behind_when_their_version_is_raised()
    {
        const string Stored = "account.suspended.v1.json";

        var faulty = Corpus.FaultOf(Raised(earlier: []), Stored);

        Assert.Contains("no contract reads them", faulty, StringComparison.Ordinal);
        Assert.Null(Corpus.FaultOf(Raised(new EarlierContract("account.suspended.v1", json => json)), Stored));
        Assert.Contains(
            "cannot be read any more",
            Corpus.FaultOf(Raised(new EarlierContract("account.suspended.v1", json => [])), Stored),
            StringComparison.Ordinal);

        static MessageTypes Raised(params EarlierContract[] earlier) => new(
            [
                new MessageModule(
                    [
                        .. Catalog.All.Select(contract => contract.Name == "account.suspended.v1"
                            ? contract with { Name = "account.suspended.v2", Earlier = earlier }
                            : contract),
                    ],
                    MessagesJson.Default),
            ]);
    }
}
