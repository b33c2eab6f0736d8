using BillingEngine.Host;
using BillingEngine.Postgres.Verification;
using static BillingEngine.Integration.Tests.ReadModels.KnownBooks;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>Each invariant sees what is wrong by its own measure, and no other does: none holds for nothing.</summary>
public sealed class When_the_books_are_not_right(KnownBooks books) : IClassFixture<KnownBooks>
{
    const string External = "(select account_id from accounts where kind = 'external')";

    /// <summary>The invariant, what its message says, and how to break it.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "positions-dense", "row says", "update partitions set position = position + 1 where partition = 0" },
        {
            "streams-contiguous", Topup,
            $"update events set stream_version = 9 where stream_id = '{Topup}' and type = 'transaction.completed.v1'"
        },
        { "snapshots-not-ahead", Ada, $"update snapshots set version = version + 999 where stream_id = '{Ada}'" },
        { "snapshots-sound", Ada, $"update snapshots set state = state || ' ' where stream_id = '{Ada}'" },
        { "books-balance", "ledger other, USD", $"update accounts set ledger = 'other' where account_id = '{Bob}'" },
        {
            "balances-equal-entries", Bob,
            $"""
            update accounts set balance = balance + case account_id when '{Bob}' then 0.01 else -0.01 end
            where account_id in ('{Bob}', '{Shop}')
            """
        },
        {
            "entries-run-on", "is not 1.23",
            $$"""
            with stored as (
                update events set data = jsonb_set(data::jsonb, '{balanceAfter}', '"1.23"')
                where stream_id = '{{Ada}}' and data->>'transactionId' = '{{Topup}}' returning 1)
            update ledger_entries set balance_after = 1.23
            where account_id = '{{Ada}}' and transaction_id = '{{Topup}}' and (select count(*) from stored) = 1
            """
        },
        { "entries-equal-events", Ada, EntryOfTopup("reference = 'other'") },
        { "entries-equal-events", Ada, EntryOfTopup("at = at + interval '1 second'") },
        { "entries-equal-events", Ada, EntryOfTopup("counterparty_account_id = null") },
        { "accounts-equal-streams", Bob, $"update accounts set version = version + 1 where account_id = '{Bob}'" },
        { "floors-kept", Ada, $"update accounts set min_balance = balance where account_id = '{Ada}'" },
        {
            "floors-kept", Bob,
            $"update accounts set min_balance = balance + 11, credit_limit = 10 where account_id = '{Bob}'"
        },
        { "floors-kept", "lowest balance 0", "update accounts set min_balance = 0 where kind = 'external'" },
        { "holds-equal-events", Bob, $"update accounts set held = held + 1 where account_id = '{Bob}'" },
        { "holds-have-work", "completed", Hold(Topup) },
        { "holds-have-work", "unknown", Hold(Unknown) },
        {
            "entries-sum-to-zero", Topup,
            $$"""
            with stored as (
                update events set data = jsonb_set(data::jsonb, '{amount,currency}', '"EUR"')
                where stream_id = '{{Ada}}' and data->>'transactionId' = '{{Topup}}' returning 1)
            update ledger_entries set currency = 'EUR'
            where account_id = '{{Ada}}' and transaction_id = '{{Topup}}' and (select count(*) from stored) = 1
            """
        },
        { "completed-moved-once", Topup, Transaction($"amount = amount + 1 where transaction_id = '{Topup}'") },
        { "completed-moved-once", Transfer, Transaction($"fee = fee + 0.01 where transaction_id = '{Transfer}'") },
        { "completed-moved-once", Withdrawal, Transaction($"fee = null where transaction_id = '{Withdrawal}'") },
        {
            "completed-moved-once", PartlyCaptured,
            Transaction($"captured_amount = captured_amount + 1 where transaction_id = '{PartlyCaptured}'")
        },
        {
            "completed-moved-once", Payment,
            Transaction($"destination_account_id = '{Bob}' where transaction_id = '{Payment}'")
        },
        {
            "completed-moved-once", Refund,
            Transaction($"source_account_id = '{Bob}' where transaction_id = '{Refund}'")
        },
        { "completed-moved-once", Transfer, "update accounts set kind = 'system' where kind = 'fee'" },
        {
            "failed-moved-nothing", FailedTopup,
            $$"""
            with stored as (
                update events set data = data::jsonb || '{"part": "fee"}'
                where type = 'account.debit_reversed.v1' and data->>'transactionId' = '{{FailedTopup}}' returning 1)
            update ledger_entries set entry = 'fee_reversal'
            where transaction_id = '{{FailedTopup}}' and entry = 'debit_reversal' and (select count(*) from stored) = 1
            """
        },
        {
            "movements-have-transactions", Unknown,
            $$"""
            with stored as (
                update events set data = jsonb_set(data::jsonb, '{transactionId}', '"{{Unknown}}"')
                where stream_id = {{External}} and data->>'transactionId' = '{{FailedTopup}}' returning 1)
            update ledger_entries set transaction_id = '{{Unknown}}'
            where transaction_id = '{{FailedTopup}}' and (select count(*) from stored) = 2
            """
        },
        { "transactions-equal-streams", Voided, Transaction($"status = 'failed' where transaction_id = '{Voided}'") },
        {
            "transactions-equal-streams", Authorized,
            Transaction($"status = 'processing' where transaction_id = '{Authorized}'")
        },
        {
            "refunds-add-up", PartlyCaptured,
            Transaction($"refunded_amount = refunded_amount + 0.01 where transaction_id = '{PartlyCaptured}'")
        },
        {
            "refunds-add-up", Refund,
            Transaction($"original_transaction_id = '{Payment}' where transaction_id = '{Refund}'")
        },
        { "nothing-forgotten", Authorized, $"delete from sagas where correlation = '{Authorized}'" },
        { "authorized-payments-end", Authorized, "delete from queue where type = 'payment.hold_due.v1'" },
        {
            "sagas-have-work", $"{Topup}: transaction is completed",
            $"update sagas set correlation = '{Topup}' where correlation = '{Processing}'"
        },
        {
            "sagas-have-work", $"{Topup}: transaction is completed",
            $$"""
            with mentioning as ({{Failed("resolved", $$"""{"transactionId":"{{Topup}}"}""")}} returning 1)
            update sagas set correlation = '{{Topup}}'
            where correlation = '{{Processing}}' and (select count(*) from mentioning) = 1
            """
        },
        {
            "parked-have-blocked-keys", Unknown,
            $$"""
            insert into queue (message_id, partition, type, due_at, headers, body, kind, order_key)
            values ('{{Unknown}}', 0, 'x', '9999-01-01', '{}', '{}', 'parked', '{{Ada}}')
            """
        },
        { "blocked-keys-have-heads", Unknown, Blocked(parked: 0) },
        {
            "blocked-keys-have-heads", Unknown,
            $"with archived as ({Failed("archived", "{}")} returning 1) {Blocked(parked: 0)}"
        },
        {
            "parked-counted", "0 parked, row says 2",
            $"with failed as ({Failed("failed", "{}")} returning 1) {Blocked(parked: 2)}"
        },
        { "retries-have-work", Unknown, Failed("retrying", "{}") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Should_name_what_is_wrong(string invariant, string said, string fault)
    {
        var violated = Assert.Single(await Violated(await books.Broken(fault)));

        Assert.Equal(invariant, violated.Invariant.Name);
        Assert.Contains(violated.Violations, violation => violation.Contains(said, StringComparison.Ordinal));
    }

    /// <summary>What is wrong by one measure cannot always be right by all others.</summary>
    [Theory]
    [InlineData(
        "update events set partition = 999 where partition = (select max(partition) from events)",
        "positions-dense", "events-in-known-partitions")]
    [InlineData(
        $"delete from transactions where transaction_id = '{Withdrawal}'",
        "movements-have-transactions", "transactions-equal-streams")]
    [InlineData(
        $"delete from ledger_entries where transaction_id = '{Withdrawal}'",
        "balances-equal-entries", "entries-run-on", "entries-equal-events", "completed-moved-once")]
    [InlineData(
        $"update transactions set status = 'completed' where transaction_id = '{Authorized}'",
        "holds-have-work", "completed-moved-once", "transactions-equal-streams", "sagas-have-work")]
    [InlineData(
        $"update transactions set status = 'completed' where transaction_id = '{FailedTransfer}'",
        "completed-moved-once", "transactions-equal-streams")]
    [InlineData(
        $"delete from transactions where transaction_id = '{Refund}'",
        "movements-have-transactions", "transactions-equal-streams", "refunds-add-up")]
    public async Task Should_name_each_measure_by_which_it_is_wrong(string fault, params string[] invariants)
    {
        var violated = await Violated(await books.Broken(fault));

        Assert.Equal(invariants, violated.Select(finding => finding.Invariant.Name));
    }

    [Fact]
    public async Task Should_find_nothing_as_long_as_they_are_right()
    {
        Assert.Empty((await Violated(await books.Copy())).Select(finding => finding.ToString()));
    }

    [Fact]
    public async Task Should_name_a_few_and_not_all()
    {
        var database = await books.Broken("update ledger_entries set reference = 'other'");

        var violated = Assert.Single(await Violated(database));

        Assert.Equal(Finding.Shown, violated.Violations.Count);
    }

    [Fact]
    public void Should_have_a_fault_for_each_invariant()
    {
        var broken = Faults.Select(fault => (string)fault[0]).Append("events-in-known-partitions");

        Assert.Empty(Composition.Invariants.Select(invariant => invariant.Name).Except(broken));
    }

    static string EntryOfTopup(string change) =>
        $"update ledger_entries set {change} where account_id = '{Ada}' and transaction_id = '{Topup}'";

    static string Transaction(string change) => $"update transactions set {change}";

    static string Failed(string status, string body) => $$"""
        insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
            exception_message, exception, attempts, failed_at, status)
        values ('{{Unknown}}', 0, 'x', 'x', '{}', '{{body}}', 'x', 'x', 'x', 1, now(), '{{status}}')
        """;

    static string Blocked(int parked) => $"""
        insert into blocked_keys (partition, order_key, message_id, parked) values (0, '{Ada}', '{Unknown}', {parked})
        """;

    static string Hold(string transaction) => $$"""
        update events set data = jsonb_set(data::jsonb, '{transactionId}', '"{{transaction}}"')
        where type = 'account.hold_placed.v1' and data->>'transactionId' = '{{Authorized}}'
        """;

    static async Task<List<Finding>> Violated(string database) => await new Verifier(Composition.Invariants)
        .Run(database, CancellationToken.None)
        .Where(finding => !finding.Holds)
        .ToListAsync();
}
