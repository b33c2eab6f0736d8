using BillingEngine.Integration.Tests.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_accounts_are_listed(RunningHost host) : IClassFixture<RunningHost>
{
    readonly string _ledger = $"list-{Some.Id():n}";

    ApiClient Api => host.Api;

    [Fact]
    public async Task Should_repeat_and_skip_none_while_new_ones_arrive()
    {
        List<string> opened = [];
        for (var count = 0; count < 11; count++)
            opened.Insert(0, await Open("ada", "user", "USD"));

        List<string> listed = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Api.Get($"/v1/accounts?ledger={_ledger}&limit=3{cursor}");
            listed.AddRange(IdsOf(page));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : null;
            await Open("ada", "user", "USD");
        }

        Assert.Equal(opened, listed);
    }

    [Fact]
    public async Task Should_be_those_that_are_asked_for()
    {
        var ada = await Open("ada", "user", "USD");
        var adasShop = await Open("ada", "merchant", "JPY");
        var bob = await Open("bob", "user", "JPY");
        var frozen = await Open("bob", "user", "USD");
        Assert.Equal(200, (await Api.Post($"/v1/accounts/{frozen}/freeze", new { reason = "checks" })).Status);

        await AssertListed("", frozen, bob, adasShop, ada);
        await AssertListed("&ownerId=ada", adasShop, ada);
        await AssertListed("&ownerId=ada&currency=USD", ada);
        await AssertListed("&ownerId=ada&kind=merchant&status=active", adasShop);
        await AssertListed("&ownerId=bob&status=frozen", frozen);
        await AssertListed("&kind=user", frozen, bob, ada);
        await AssertListed("&status=active", bob, adasShop, ada);
        await AssertListed("&currency=JPY", bob, adasShop);
        await AssertListed("&currency=USD&kind=user&status=active", ada);
        await AssertListed("&currency=EUR");
        await AssertListed("&ownerId=eve");
    }

    /// <summary>Or each movement would have to write to the indexes too.</summary>
    [Fact]
    public async Task Should_not_be_found_by_what_movements_change()
    {
        await using var pool = NpgsqlDataSource.Create(host.Database);
        await using var command = pool.CreateCommand("""
            select count(*) from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
            where i.indrelid = 'accounts'::regclass and a.attname in ('balance', 'held', 'version', 'updated_at')
            """);

        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    async Task<string> Open(string ownerId, string kind, string currency)
    {
        var opened = await Api.Post(
            "/v1/accounts", new { ledger = _ledger, ownerId, ownerType = "person", kind, currency });
        Assert.Equal(201, opened.Status);
        return opened["accountId"]!;
    }

    async Task AssertListed(string filters, params string[] expected)
    {
        Assert.Equal(expected, IdsOf(await Api.Get($"/v1/accounts?ledger={_ledger}{filters}")));
        var first = await Api.Get($"/v1/accounts?ledger={_ledger}{filters}&limit=1");
        if (expected.Length > 1)
            Assert.Equal(
                expected[1],
                IdsOf(await Api.Get($"/v1/accounts?ledger={_ledger}{filters}&cursor={first["nextCursor"]}"))[0]);
    }

    static List<string> IdsOf(Answer page) =>
        [.. page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("accountId").GetString()!)];
}
