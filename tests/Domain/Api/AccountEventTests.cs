using System.Text;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountEventTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/events";

    [Fact]
    public async Task Should_show_events_as_they_are_stored()
    {
        api.Accounts.Events = [Stored(1)];

        Assert.Equal(
            Samples.OneLine($$"""
                {"items":[{"partition":3,"position":71,"streamId":"{{Samples.WalletId}}","streamVersion":1,
                "type":"account.activated.v1","data":{"a": 1.50},
                "metadata":{"messageId":"{{Samples.CardId}}","causationId":"{{Samples.BankId}}",
                "correlationId":"c","conversationId":"{{Samples.TransactionId}}"},
                "occurredAt":"2026-03-04T05:06:07Z"}],"nextCursor":null}
                """),
            (await api.Get(Path)).Text);
    }

    [Fact]
    public async Task Should_go_through_them_page_by_page()
    {
        api.Accounts.Events = [.. Enumerable.Range(1, 5).Select(Stored)];
        List<int> versions = [];

        for (var (cursor, pages) = ("", 0); cursor is not null && pages < 4; pages++)
        {
            var page = (await api.Get($"{Path}?limit=2{cursor}")).Json;
            versions.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("streamVersion").GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal([1, 2, 3, 4, 5], versions);
    }

    [Fact]
    public async Task Should_not_show_those_of_what_is_no_account()
    {
        api.Engine.Account = () => null;
        var answer = await api.Get(Path);
        api.Engine.Account = () => Samples.Account;

        Assert.Equal((404, "account_not_found"), ((int)answer.Status, answer.Code));
    }

    internal static StoredEvent Stored(int version) => new(
        Partition: 3,
        Position: 70 + version,
        Guid.Parse(Samples.WalletId),
        version,
        "account.activated.v1",
        Encoding.UTF8.GetBytes("""{"a": 1.50}"""),
        new(Guid.Parse(Samples.CardId), Guid.Parse(Samples.BankId), Guid.Parse(Samples.TransactionId), "c"),
        Samples.At);
}
