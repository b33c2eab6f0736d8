using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BillingEngine.Messages;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_contracts_are_written_and_read
{
    public static TheoryData<string> Contracts => ContractSamples.Names(_ => true);

    public static TheoryData<string> StoredEvents =>
        ContractSamples.Names(contract => contract.Type.IsAssignableTo(typeof(IEvent)));

    public static TheoryData<string> EarlierForms =>
    [
        .. Corpus.All.Where(file => file.StartsWith("Earlier", StringComparison.Ordinal)).Select(Corpus.NameOf)
            .Where(name => Catalog.All.Any(contract => contract.Name == name)),
    ];

    [Fact]
    public void Should_have_names_of_their_own()
    {
        Assert.Distinct(Catalog.All.Select(contract => contract.Name));
        Assert.Distinct(Catalog.All.Select(contract => contract.Type));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_say_their_version_at_the_end_of_their_name(string name) =>
        Assert.Matches("^[a-z]+(_[a-z]+)*(\\.[a-z]+(_[a-z]+)*)+\\.v[1-9][0-9]*$", name);

    [Fact]
    public void Should_all_be_in_the_catalog()
    {
        var contracts = typeof(Catalog).Assembly.GetTypes()
            .Where(type => !type.IsInterface && type.IsAssignableTo(typeof(IMessage)));

        Assert.Equal(
            contracts.Select(type => type.Name).Order(StringComparer.Ordinal),
            Catalog.All.Select(contract => contract.Type.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_come_back_as_they_were(string name)
    {
        var (type, message) = ContractSamples.Named(name);

        Assert.Equal(message, type.Read(ContractSamples.Write(type, message)));
    }

    /// <summary>What is stored can be read for ever, so its form is fixed, to the last character.</summary>
    [Theory]
    [MemberData(nameof(StoredEvents))]
    public void Should_be_stored_in_the_approved_form(string name)
    {
        var (type, message) = ContractSamples.Named(name);
        var written = Encoding.UTF8.GetString(ContractSamples.Write(type, message)) + "\n";
        var file = Path.Combine(AppContext.BaseDirectory, "Approved", name + ".json");

        Assert.True(
            File.Exists(file),
            $"{name} is new. Read what it looks like and, if it is to be so for ever, save it as "
            + $"tests/Domain/Approved/{name}.json:\n{written}");
        Assert.True(written == File.ReadAllText(file), $"""
            The JSON of {name} has changed, but databases hold events in the old form.
            Put the contract back; or leave it as it is and add a new version beside it under a new name, with what
            turns the old into the new. Edit tests/Domain/Approved/{name}.json only if no database ever held this event.
            approved: {File.ReadAllText(file)}
            written:  {written}
            """);
    }

    /// <summary>Members were added since; databases hold events without them.</summary>
    [Theory]
    [MemberData(nameof(EarlierForms))]
    public void Should_be_read_as_they_were_stored_before(string name)
    {
        var stored = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Approved", "Earlier", name + ".json"));
        var (type, _) = ContractSamples.Named(name);

        var written = ContractSamples.Write(type, (IMessage)type.Read(Encoding.UTF8.GetBytes(stored)));

        Assert.Equal(stored, Encoding.UTF8.GetString(written) + "\n");
    }

    [Fact]
    public void Should_have_no_approved_form_without_an_event()
    {
        var events = Catalog.All.Where(contract => contract.Type.IsAssignableTo(typeof(IEvent)));
        var names = events.SelectMany(
            contract => contract.Earlier.Select(earlier => earlier.Name).Append(contract.Name));

        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            Corpus.All.Where(file => Path.GetDirectoryName(file) == "").Select(Corpus.NameOf)
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_null_where_a_member_that_may_be_null_is_absent(string name) => ForEachMember(
        name, Need.MayBeNull, (type, without, withNull) => Assert.Equal(type.Read(withNull), type.Read(without)));

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_have_their_default_where_a_member_that_has_one_is_absent(string name) => ForEachMember(
        name, Need.HasDefault, (type, without, withNull) =>
        {
            Assert.NotEqual(ContractSamples.Named(name).Message, type.Read(without));
            Assert.Throws<JsonException>(() => type.Read(withNull));
        });

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_refused_where_any_other_member_is_absent_or_null(string name) => ForEachMember(
        name, Need.Required, (type, without, withNull) =>
        {
            Assert.Throws<JsonException>(() => type.Read(without));
            Assert.Throws<JsonException>(() => type.Read(withNull));
        });

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_be_refused_with_a_member_that_nobody_knows(string name)
    {
        var (type, message) = ContractSamples.Named(name);
        var json = JsonNode.Parse(ContractSamples.Write(type, message))!.AsObject();
        json["surprise"] = 1;

        Assert.Throws<JsonException>(() => type.Read(Bytes(json)));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_write_nothing_for_null(string name)
    {
        var (type, message) = ContractSamples.Named(name);
        var json = JsonNode.Parse(ContractSamples.Write(type, message))!.AsObject();
        foreach (var member in ContractMembers.Of(type.Type).Where(member => member.Need == Need.MayBeNull).Reverse())
            Parent(json, member.Path).Remove(member.Path[^1]);

        var written = ContractSamples.Write(type, (IMessage)type.Read(Bytes(json)));

        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Should_refuse_an_amount_that_is_a_number()
    {
        var (type, message) = ContractSamples.Named("account.debited.v1");
        var json = JsonNode.Parse(ContractSamples.Write(type, message))!.AsObject();
        json["balanceAfter"] = 10.5;

        Assert.Throws<JsonException>(() => type.Read(Bytes(json)));
    }

    static void ForEachMember(string name, Need need, Action<MessageType, byte[], byte[]> check)
    {
        var (type, message) = ContractSamples.Named(name);
        foreach (var member in ContractMembers.Of(type.Type).Where(member => member.Need == need))
        {
            var (without, withNull) = (Json(), Json());
            Assert.True(
                Parent(without, member.Path).Remove(member.Path[^1]),
                $"{string.Join('.', member.Path)} is not in the sample.");
            Parent(withNull, member.Path)[member.Path[^1]] = null;
            check(type, Bytes(without), Bytes(withNull));
        }

        JsonObject Json() => JsonNode.Parse(ContractSamples.Write(type, message))!.AsObject();
    }

    static JsonObject Parent(JsonObject json, string[] path) =>
        path[..^1].Aggregate(json, (parent, name) => parent[name]!.AsObject());

    static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
