using System.Diagnostics;
using Xunit.Abstractions;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_endpoints_are_spread_over_processes(ITestOutputHelper log)
{
    const string Both = "accounts,transactions";
    const string EvenSplit = "accounts 8, accounts 8, transactions 8, transactions 8";
    const string OneOwner = "accounts 16, transactions 16";

    [Theory]
    [InlineData("api", Both, Both)]
    [InlineData("api,accounts", "transactions")]
    [InlineData("api,transactions", "accounts")]
    [InlineData("api", "accounts", "transactions")]
    public async Task Should_serve_the_same_api(string served, params string[] others)
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", served);
        var workers = await Task.WhenAll(others.Select(
            endpoints => BillingProcess.Up("--connection", database, "--endpoints", endpoints)));
        await using var first = workers[0];
        await using var last = workers[^1];
        await Partitions.AreSplit(database, others is [Both, Both] ? EvenSplit : OneOwner);

        var wallet = await Serves(api.Api);

        var topups = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            number => api.Api.TopUp($"many-{number}", ApiClient.Amount("spread", wallet, "1.00"))));
        Assert.All(topups, topup => Assert.Equal(201, topup.Status));
        Assert.Equal("206.00", await api.Api.BalanceOf(wallet));
        await Books.AreRight(database);
    }

    [Fact]
    public async Task Should_hand_the_partitions_of_a_killed_worker_to_the_other()
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", "api");
        await using var killed = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        await using var heir = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        await Partitions.AreSplit(database, EvenSplit);
        await using var traffic = await Traffic.Start(api.Api);
        await traffic.Answer(300);

        var dying = Stopwatch.StartNew();
        await killed.Kill();
        await Partitions.AreSplit(database, OneOwner);
        var takeover = dying.Elapsed;
        await traffic.Answer(300);
        await traffic.Stop();

        log.WriteLine($"Taken over after {takeover.TotalSeconds:0.00} s; {traffic.Count} top-ups, "
            + $"{traffic.Unknown} without an outcome at first, "
            + $"longest wait {traffic.LongestWait.TotalSeconds:0.00} s.");
        // A lease would take ten: what tells here is the end of the session.
        Assert.InRange(takeover, TimeSpan.Zero, TimeSpan.FromSeconds(9));
        await traffic.Settle(api.Api, database);
    }

    [Fact]
    public async Task Should_not_be_ready_while_nobody_works_and_lose_nothing_meanwhile()
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", "api");
        await using var killed = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        await Partitions.AreSplit(database, OneOwner);
        var wallet = await api.Api.OpenWallet("alone");
        Assert.Equal(200, (await api.Api.Get("/health/ready")).Status);

        await killed.Kill();
        var unready = await api.Api.Get("/health/ready");
        // The server takes a moment to notice that a session's other end is gone.
        for (var looks = 0; unready.Status == 200 && looks < 600; looks++)
        {
            await Task.Delay(50);
            unready = await api.Api.Get("/health/ready");
        }

        var accepted = await api.Api.TopUp("key", ApiClient.Amount("alone", wallet, "1.00"), ("Prefer", "wait=1"));
        await using var heir = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        var final = await api.Api.TopUp("key", ApiClient.Amount("alone", wallet, "1.00"), ("Prefer", "wait=30"));

        Assert.Equal((503, "unready"), (unready.Status, unready["status"]));
        Assert.Equal((202, 201), (accepted.Status, final.Status));
        Assert.Equal(200, (await api.Api.Get("/health/ready")).Status);
        await Books.AreRight(database);
    }

    [Fact]
    public async Task Should_fence_a_worker_that_comes_back_after_its_lease()
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", "api");
        await using var paused = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        await using var heir = await BillingProcess.Up("--connection", database, "--endpoints", Both);
        await Partitions.AreSplit(database, EvenSplit);
        await using var traffic = await Traffic.Start(api.Api);
        await traffic.Answer(300);

        await paused.Signal("STOP");
        var takeover = await Partitions.AreSplit(database, OneOwner);
        await traffic.Answer(100);
        await paused.Signal("CONT");
        var back = await Partitions.AreSplit(database, EvenSplit);
        await traffic.Answer(300);
        await traffic.Stop();

        log.WriteLine($"Paused: taken over after {takeover.TotalSeconds:0.00} s, "
            + $"shared again {back.TotalSeconds:0.00} s after the pause; "
            + $"{traffic.Count} top-ups, {traffic.Unknown} without an outcome at first.");
        Assert.InRange(takeover, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
        await traffic.Settle(api.Api, database);
    }

    [Fact]
    public async Task Should_have_one_effect_for_a_hundred_twins_and_tell_other_uses_of_a_key()
    {
        var database = await TestCluster.NewDatabase();
        await using var api = await BillingProcess.Up("--connection", database, "--endpoints", "api");
        await using var accounts = await BillingProcess.Up("--connection", database, "--endpoints", "accounts");
        await using var transactions = await BillingProcess.Up("--connection", database, "--endpoints", "transactions");
        var wallet = await api.Api.OpenWallet("twins");
        var body = ApiClient.Amount("twins", wallet, "2.00");

        var twins = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            _ => api.Api.TopUp("key", body)));

        Assert.All(twins, twin => Assert.Equal((201, twins[0].Text), (twin.Status, twin.Text)));
        Assert.Equal("2.00", await api.Api.BalanceOf(wallet));
        var opened = await api.Api.Post("/v1/accounts", ApiClient.Wallet("twins"), ("Idempotency-Key", "open"));
        Assert.Equal(201, opened.Status);
        foreach (var prefer in new[] { "wait=5", "respond-async" })
        {
            (string, string) preference = ("Prefer", prefer);
            await IsReused(api.Api.TopUp("key", ApiClient.Amount("twins", wallet, "3.00"), preference));
            await IsReused(api.Api.TopUp("open", body, preference));
            foreach (var (key, currency) in new[] { ("key", "USD"), ("open", "EUR") })
            {
                var wanted = ApiClient.Wallet("twins", currency);
                await IsReused(api.Api.Post("/v1/accounts", wanted, ("Idempotency-Key", key), preference));
            }
        }

        await Books.AreRight(database);
    }

    /// <summary>Everything that the API offers, once.</summary>
    static async Task<string> Serves(ApiClient api)
    {
        // Processes that have just started take their time.
        var patient = ("Prefer", "wait=20");
        var opened = await api.Post("/v1/accounts", new
        {
            ledger = "spread", ownerId = "alice", ownerType = "person", kind = "user", currency = "USD",
            initialBalance = "2.00",
        }, patient);
        Assert.Equal((201, "2.00"), (opened.Status, opened["balance"]));
        var wallet = opened["accountId"]!;
        var found = await api.Get($"/v1/accounts/{wallet}");
        Assert.Equal(("2.00", opened["version"]), (found["balance"], found["version"]));
        var taken = await api.Post(
            "/v1/accounts",
            new { accountId = wallet, ownerId = "bob", ownerType = "person", kind = "user", currency = "EUR" });
        Assert.Equal((409, "account_exists"), (taken.Status, taken["code"]));

        var topup = await api.TopUp("key", ApiClient.Amount("spread", wallet, "3.00"), patient);
        var again = await api.TopUp("key", ApiClient.Amount("spread", wallet, "3.00"));
        var refused = await api.TopUp("wrong", ApiClient.Amount("spread", wallet, "3.00", "EUR"), patient);
        var later = await api.TopUp("later", ApiClient.Amount("spread", wallet, "1.00"), ("Prefer", "respond-async"));
        Assert.Equal(201, topup.Status);
        Assert.Equal((201, topup.Text, true), (again.Status, again.Text, again.IsReplay));
        Assert.Equal((422, "currency_mismatch"), (refused.Status, refused["code"]));
        Assert.Equal(202, later.Status);
        var waited = await api.TopUp("later", ApiClient.Amount("spread", wallet, "1.00"));
        Assert.Equal(201, waited.Status);
        Assert.Equal(topup.Text, (await api.Get("/v1/transactions/status/key?ledger=spread")).Text);
        Assert.Equal(200, (await api.Get("/health/ready")).Status);
        Assert.Equal("6.00", await api.BalanceOf(wallet));
        return wallet;
    }

    static async Task IsReused(Task<Answer> answering)
    {
        var answer = await answering;
        Assert.True(answer.Status == 422, $"{answer.Status} {answer.Text}");
        Assert.Equal("idempotency_key_reused", answer["code"]);
    }
}
