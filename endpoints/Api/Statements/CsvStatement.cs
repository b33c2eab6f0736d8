using System.Buffers;
using System.Globalization;
using System.Text;
using BillingEngine.Api.Answers;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>
/// As comma-separated values (RFC 4180), with names above. The first row is the opening balance, the last one the
/// closing balance.
/// </summary>
sealed class CsvStatement(Stream output) : StatementWriter(output)
{
    static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>A spreadsheet takes a field that begins with one of these for a formula, and carries it out.</summary>
    static readonly SearchValues<char> BeginsFormula = SearchValues.Create("=+-@\t\r");

    readonly StreamWriter _text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
    {
        NewLine = "\r\n",
    };

    Statement? _statement;

    public static string Field(string text)
    {
        var safe = text.Length > 0 && BeginsFormula.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    public override void Begin(Statement statement)
    {
        _statement = statement;
        _text.WriteLine("position,at,transactionId,type,entry,amount,balanceAfter,counterpartyAccountId,reference");
        WriteBalance("opening", statement.From, statement.Period.Opening);
    }

    public override void Add(LedgerEntry line) => _text.WriteLine(string.Join(
        ',',
        line.Position.ToString(CultureInfo.InvariantCulture),
        Time(line.At),
        line.TransactionId,
        char.ToLowerInvariant(line.Type.ToString()[0]) + line.Type.ToString()[1..],
        line.Entry,
        Amount(line.Amount),
        Amount(line.BalanceAfter),
        line.CounterpartyAccountId,
        Field(line.Reference ?? "")));

    public override void End(EntryTotals totals) =>
        WriteBalance("closing", _statement!.To, _statement.Period.Closing);

    public override void Flush() => _text.Flush();

    public override void Dispose() => _text.Dispose();

    void WriteBalance(string name, DateTimeOffset at, decimal balance) =>
        _text.WriteLine($",{Time(at)},,,{name},,{Amount(balance)},,");

    string Amount(decimal amount) => AmountWriter.Show(amount, _statement!.Currency);

    static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
