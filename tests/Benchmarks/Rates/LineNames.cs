using System.Globalization;
using BillingEngine.Benchmarks.Rates.Peers;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>The names of the lines, by which they are compared.</summary>
static class LineNames
{
    public const string Pgbench = "pgbench TPC-B";
    public const string Topup = "topup";
    public const string Payment = "payment";
    public const string Mixed = "mixed";
    public const string Zipf = "transfer, Zipf";
    public const string Hot = "transfer, one hot account";
    public const string Idle = "transfer, 20/s";
    public const string Half = "transfer, half of the peak";
    public const string Full = "transfer, the whole peak";
    public const int CallersOfAll = 20;
    public const int CallersOfSkew = 64;
    public const int CallersOfBulk = 4;

    public static IReadOnlyList<int> PeerCallers { get; } = [20, 64];

    public static IReadOnlyList<int> CallerSweep { get; } = [1, 8, 20, 64, 256, 512];

    public static IReadOnlyList<int> InProcessCallers { get; } = [20, 64, 512];

    public static IReadOnlyList<int> BulkItems { get; } = [250, 1000];

    public static IReadOnlyList<string> Transfers { get; } = [.. CallerSweep.Select(Transfer)];

    public static IReadOnlyList<string> Bulks { get; } = [.. BulkItems.Select(Bulk)];

    public static IReadOnlyList<string> SqlFunctions { get; } = Sql(SqlLedger.Function);

    public static IReadOnlyList<string> SqlLedgers { get; } = Sql(SqlLedger.WithHistory);

    public static string Transfer(int callers) => Text($"transfer, {callers} callers");

    public static string Bulk(int items) => Text($"transfer, {items} in a request");

    public static string InProcess(int callers) => Text($"transfer in process, {callers} callers");

    public static string Sql(SqlLedger ledger, int callers) => Text($"{ledger.Name}, {callers} callers");

    public static string MassTransit(int callers) => Text($"MassTransit in memory (not durable), {callers} callers");

    /// <summary>The same line on a database that is filled.</summary>
    public static string Filled(string name) => $"{name}, filled";

    static string[] Sql(SqlLedger ledger) => [.. PeerCallers.Select(callers => Sql(ledger, callers))];

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
