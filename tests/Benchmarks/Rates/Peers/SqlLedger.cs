namespace BillingEngine.Benchmarks.Rates.Peers;

/// <summary>A ledger that is nothing but tables and a function that moves money in one transaction.</summary>
/// <param name="Name">As the table of results has it.</param>
/// <param name="Resource">The text that makes tables, function and accounts with more money than can be spent.</param>
/// <param name="Call">A transfer; takes $1 and $2, two different accounts from 1 to 1,000, and $3, an amount.</param>
sealed record SqlLedger(string Name, string Resource, string Call)
{
    public const int Accounts = 1_000;
    public const int HighestAmount = 10_000;

    /// <summary>As little as a ledger can do: two balances and two entries.</summary>
    public static SqlLedger Function { get; } = new(
        "SQL function", "simple.sql", "select simple.move($1::integer, $2::integer, $3::bigint)");

    /// <summary>
    /// The shape of pgledger: a transfer on record, and entries that tell the balances before and after.
    /// </summary>
    public static SqlLedger WithHistory { get; } = new(
        "SQL ledger",
        "full_ledger.sql",
        "select full_ledger.create_transfer("
        + "'acct_' || lpad($1::text, 32, '0'), 'acct_' || lpad($2::text, 32, '0'), $3::numeric)");

    public string Schema()
    {
        using var stream = typeof(SqlLedger).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The call as a script of pgbench, with accounts and amounts by chance.</summary>
    public string Script() => $"""
        \set source random(1, {Accounts})
        \set other random(1, {Accounts - 1})
        \set destination case when :other >= :source then :other + 1 else :other end
        \set amount random(1, {HighestAmount})
        {Call.Replace("$1", ":source", StringComparison.Ordinal)
            .Replace("$2", ":destination", StringComparison.Ordinal)
            .Replace("$3", ":amount", StringComparison.Ordinal)};

        """;
}
