using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountListTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Should_show_accounts_as_each_is_shown()
    {
        api.Accounts.Accounts = [Samples.Account];

        var answer = await api.Get("/v1/accounts");

        Assert.Equal(
            $$"""{"items":[{{(await api.Get($"/v1/accounts/{Samples.WalletId}")).Text}}],"nextCursor":null}""",
            answer.Text);
        Assert.Equal(new AccountListQuery("main", null, null, null, null, null, 51), api.Accounts.ListQuery);
    }

    [Fact]
    public async Task Should_pass_on_what_is_asked_for()
    {
        await api.Get("/v1/accounts?ledger=shop&ownerId=ada&kind=merchant&status=frozen&currency=BHD&limit=7");

        Assert.Equal(
            new AccountListQuery(
                "shop", "ada", AccountKind.Merchant, AccountStatus.Frozen, new CurrencyCode("BHD"), null, 8),
            api.Accounts.ListQuery);
    }

    [Fact]
    public async Task Should_go_on_after_the_last_of_a_page()
    {
        api.Accounts.Accounts = [Samples.Account, Samples.Account];
        var cursor = (await api.Get("/v1/accounts?limit=1")).Json.GetProperty("nextCursor").GetString();

        await api.Get($"/v1/accounts?cursor={cursor}");

        Assert.Equal((Samples.At, Guid.Parse(Samples.WalletId)), api.Accounts.ListQuery!.After);
    }

    [Theory]
    [InlineData("kind=users", "kind")]
    [InlineData("kind=User", "kind")]
    [InlineData("status=active&status=closed", "status")]
    [InlineData("ledger=%20", "ledger")]
    [InlineData("ownerId=", "ownerId")]
    [InlineData("ownerId=a%00", "ownerId")]
    [InlineData("currency=NOTACURRENCYATALL", "currency")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("owner=ada", "owner")]
    public async Task Should_refuse_what_it_does_not_know(string query, string field)
    {
        var answer = await api.Get($"/v1/accounts?{query}");

        Assert.Equal((400, field), ((int)answer.Status, answer.Fields));
    }
}
