using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class CardBodyTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/cards";
    const string OneCard = $"{Path}/{Samples.CardId}";

    static readonly Guid Wallet = Guid.Parse(Samples.WalletId);
    static readonly Guid Card = Guid.Parse(Samples.CardId);

    public static TheoryData<string, IAccountCommand> Changes => new()
    {
        { "activate", new ActivateCard(Wallet, Card, "as agreed", "clerk-1") },
        { "suspend", new SuspendCard(Wallet, Card, "as agreed", "clerk-1") },
        { "expire", new ExpireCard(Wallet, Card, "as agreed", "clerk-1") },
    };

    [Fact]
    public async Task Should_make_a_command_of_all_that_is_given()
    {
        var answer = await api.Post(
            Path,
            """{"label":"Travel","expiresAt":"2030-01-31T12:00:00.1234567Z","activate":true}""",
            ("X-Actor", "clerk-1"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var command = Assert.IsType<IssueCard>(api.Engine.Command);
        var expiresAt = new DateTimeOffset(2030, 1, 31, 12, 0, 0, 123, 456, TimeSpan.Zero);
        Assert.Equal(
            new IssueCard(Wallet, command.CardId, "Travel", expiresAt, "clerk-1", Activate: true), command);
        Assert.Equal(4, command.CardId.Version);
        Assert.Null(api.Engine.Identity);
    }

    [Theory]
    [InlineData("no body", null)]
    [InlineData("empty body", "{}")]
    [InlineData("null for left out", """{"label":null,"expiresAt":null,"validFor":null,"activate":null}""")]
    public async Task Should_fill_in_what_is_left_out(string name, string? body)
    {
        var answer = body is null
            ? await api.Send(HttpMethod.Post, Path, null, null)
            : await api.Post(Path, body);

        Assert.True(HttpStatusCode.Created == answer.Status, $"{name}: {answer.Text}");
        var command = Assert.IsType<IssueCard>(api.Engine.Command);
        Assert.Equal(new IssueCard(Wallet, command.CardId, null, Samples.At.AddYears(3)), command);
    }

    [Theory]
    [InlineData("three years", "P3Y", "2029-03-04T05:06:07Z")]
    [InlineData("36 months", "P36M", "2029-03-04T05:06:07Z")]
    [InlineData("two weeks", "P2W", "2026-03-18T05:06:07Z")]
    [InlineData("a day and an hour", "P1DT1H", "2026-03-05T06:06:07Z")]
    [InlineData("half a second", "PT0.5S", "2026-03-04T05:06:07.5Z")]
    [InlineData("all of it", "P1Y1M1DT1H1M1S", "2027-04-05T06:07:08Z")]
    [InlineData("a hundred years", "P100Y", "2126-03-04T05:06:07Z")]
    public async Task Should_be_valid_for_so_long(string name, string validFor, string expiresAt)
    {
        await api.Post(Path, $"{{\"validFor\":\"{validFor}\"}}");

        var command = Assert.IsType<IssueCard>(api.Engine.Command);
        Assert.True(DateTimeOffset.Parse(expiresAt, null) == command.ExpiresAt, $"{name}: {command.ExpiresAt:O}");
    }

    [Theory]
    [InlineData("label as number", "label", "7")]
    [InlineData("empty label", "label", "\"\"")]
    [InlineData("label of 256 characters", "label", "LONG256")]
    [InlineData("label with a line break", "label", "\"a\\nb\"")]
    [InlineData("end as number", "expiresAt", "1900000000")]
    [InlineData("end without a time", "expiresAt", "\"2030-01-31\"")]
    [InlineData("end without an offset", "expiresAt", "\"2030-01-31T12:00:00\"")]
    [InlineData("end on no day", "expiresAt", "\"2030-02-30T12:00:00Z\"")]
    [InlineData("end in words", "expiresAt", "\"tomorrow\"")]
    [InlineData("duration as number", "validFor", "3")]
    [InlineData("duration of nothing", "validFor", "\"P\"")]
    [InlineData("duration of no time", "validFor", "\"P1DT\"")]
    [InlineData("duration zero", "validFor", "\"PT0S\"")]
    [InlineData("duration below zero", "validFor", "\"-P1D\"")]
    [InlineData("duration of half a year", "validFor", "\"P0.5Y\"")]
    [InlineData("duration in lower case", "validFor", "\"p3y\"")]
    [InlineData("duration out of order", "validFor", "\"P1D1Y\"")]
    [InlineData("duration of more than a hundred years", "validFor", "\"P100YT1S\"")]
    [InlineData("duration beyond the calendar", "validFor", "\"P9999Y\"")]
    [InlineData("duration with a line break", "validFor", "\"P3Y\\n\"")]
    [InlineData("activate as text", "activate", "\"true\"")]
    [InlineData("the id is not the caller's", "cardId", $"\"{Samples.CardId}\"")]
    [InlineData("a card has no number", "number", "\"4111111111111111\"")]
    [InlineData("status is not the caller's", "status", "\"active\"")]
    public async Task Should_refuse_and_name_the_field(string name, string member, string json)
    {
        var answer = await api.Post(Path, $"{{\"{member}\":{LongValues.Expand(json)}}}");

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(member, answer.Fields);
    }

    [Fact]
    public async Task Should_not_take_two_ends()
    {
        var answer = await api.Post(Path, """{"expiresAt":"2030-01-31T12:00:00Z","validFor":"P3Y"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("validFor", answer.Fields);
    }

    [Fact]
    public async Task Should_derive_its_id_from_account_and_key()
    {
        var fingerprint = await Issued("{}");

        var command = Assert.IsType<IssueCard>(api.Engine.Command);
        Assert.Equal(DeterministicId.Derive("card", Samples.WalletId, "k"), command.CardId);
        Assert.Equal(DeterministicId.Request("main", "k"), api.Engine.Identity!.RequestId);
        Assert.Equal("f482949eabdba106bd9949525e9439fd", fingerprint);
    }

    [Fact]
    public async Task Should_be_known_by_what_was_asked_for()
    {
        var first = await Issued("{}");

        foreach (var same in new[] { """{"validFor":"P3Y"}""", """{"validFor":"P36M","activate":false}""" })
            Assert.True(first == await Issued(same), same);
        foreach (var other in new[]
        {
            """{"validFor":"P35M"}""",
            """{"validFor":"P36MT1S"}""",
            """{"expiresAt":"2029-03-04T05:06:07Z"}""",
            """{"activate":true}""",
            """{"label":"x"}""",
        })
            Assert.False(first == await Issued(other), other);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Should_make_a_command_of_a_change(string change, IAccountCommand expected)
    {
        var answer = await api.Post($"{OneCard}/{change}", """{"reason":"as agreed"}""", ("X-Actor", "clerk-1"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(expected, api.Engine.Command);
    }

    [Theory]
    [InlineData("activate", "e8a8b124ff6d859fcefce65bbdfdf97a")]
    [InlineData("suspend", "844c5b08c248fdc97e1e07e239f14f43")]
    [InlineData("expire", "2d07d48edd0f7905edaa24bce3e78116")]
    public async Task Should_know_a_change_by_key_and_content(string change, string fingerprint)
    {
        await api.Send(HttpMethod.Post, $"{OneCard}/{change}", null, null, ("Idempotency-Key", "k"));

        Assert.Equal(DeterministicId.Request("main", "k"), api.Engine.Identity!.RequestId);
        Assert.Equal(fingerprint, api.Engine.Identity.Fingerprint);
    }

    async Task<string> Issued(string body)
    {
        await api.Post(Path, body, ("Idempotency-Key", "k"));
        return api.Engine.Identity!.Fingerprint;
    }
}
