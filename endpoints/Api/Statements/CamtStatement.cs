using System.Globalization;
using System.Text;
using System.Xml;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>
/// As a BankToCustomerStatement of ISO 20022, camt.053.001.08. Amounts have no sign there, but say whether they are a
/// credit or a debit; ids are UUIDs without hyphens, so that 35 characters have room for them.
/// </summary>
sealed partial class CamtStatement(Stream output, EntryTotals totals) : StatementWriter(output)
{
    public const string Namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

    const int IdLength = 35;
    const int NameLength = 140;
    const string ReversalSuffix = "_reversal";

    /// <summary>What payments say, by custom, where there is no such reference.</summary>
    const string NotProvided = "NOTPROVIDED";

    readonly XmlWriter _xml = XmlWriter.Create(output, new XmlWriterSettings
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        CloseOutput = false,
    });

    Currency? _currency;

    public override void Begin(Statement statement)
    {
        _currency = statement.Currency;
        _xml.WriteStartDocument();
        _xml.WriteStartElement("Document", Namespace);
        _xml.WriteStartElement("BkToCstmrStmt");
        WriteHeader(statement);
        _xml.WriteStartElement("Stmt");
        Text("Id", Id(StatementId(statement)));
        Text("CreDtTm", Time(statement.MadeAt));
        _xml.WriteStartElement("FrToDt");
        Text("FrDtTm", Time(statement.From));
        Text("ToDtTm", Time(statement.To));
        _xml.WriteEndElement();
        WriteAccount(statement);
        WriteBalance("OPBD", statement.Period.Opening, statement.From);
        // A period ends before its end: at midnight, on the day before.
        var last = statement.To > statement.From ? statement.To.AddTicks(-1) : statement.To;
        WriteBalance("CLBD", statement.Period.Closing, last);
        WriteSummary();
    }

    public override void Add(LedgerEntry line)
    {
        _xml.WriteStartElement("Ntry");
        Text("NtryRef", line.Position.ToString(CultureInfo.InvariantCulture));
        WriteAmount(line.Amount);
        if (line.Entry.EndsWith(ReversalSuffix, StringComparison.Ordinal))
            Text("RvslInd", "true");
        Nested("Sts", "Cd", "BOOK");
        Nested("BookgDt", "DtTm", Time(line.At));
        Nested("ValDt", "Dt", Date(line.At));
        Text("AcctSvcrRef", Id(line.TransactionId));
        _xml.WriteStartElement("BkTxCd");
        Nested("Prtry", "Cd", $"{line.Type.ToString().ToUpperInvariant()}/{line.Entry.ToUpperInvariant()}");
        _xml.WriteEndElement();
        _xml.WriteStartElement("NtryDtls");
        WriteDetails(line);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    public override void End(EntryTotals totals) => _xml.WriteEndDocument();

    public override void Flush() => _xml.Flush();

    public override void Dispose() => _xml.Dispose();

    void WriteHeader(Statement statement)
    {
        var message = DeterministicId.Derive("statement-message", Id(StatementId(statement)), Time(statement.MadeAt));
        _xml.WriteStartElement("GrpHdr");
        Text("MsgId", Id(message));
        Text("CreDtTm", Time(statement.MadeAt));
        _xml.WriteEndElement();
    }

    void WriteAccount(Statement statement)
    {
        _xml.WriteStartElement("Acct");
        WriteAccountId(statement.Account.AccountId);
        Text("Ccy", statement.Account.Currency.Value);
        Nested("Ownr", "Nm", CamtText.Cut(CamtText.Clean(statement.Account.OwnerId), NameLength));
        _xml.WriteEndElement();
    }

    void WriteBalance(string code, decimal balance, DateTimeOffset at)
    {
        _xml.WriteStartElement("Bal");
        _xml.WriteStartElement("Tp");
        Nested("CdOrPrtry", "Cd", code);
        _xml.WriteEndElement();
        WriteAmount(balance);
        Nested("Dt", "Dt", Date(at));
        _xml.WriteEndElement();
    }

    void WriteSummary()
    {
        _xml.WriteStartElement("TxsSummry");
        _xml.WriteStartElement("TtlNtries");
        WriteCount(totals.Entries, totals.Credits + totals.Debits);
        _xml.WriteStartElement("TtlNetNtry");
        Text("Amt", Amount(totals.Credits - totals.Debits));
        Text("CdtDbtInd", Direction(totals.Credits - totals.Debits));
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteStartElement("TtlCdtNtries");
        WriteCount(totals.CreditEntries, totals.Credits);
        _xml.WriteEndElement();
        _xml.WriteStartElement("TtlDbtNtries");
        WriteCount(totals.DebitEntries, totals.Debits);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    void WriteCount(long count, decimal sum)
    {
        Text("NbOfNtries", count.ToString(CultureInfo.InvariantCulture));
        Text("Sum", Amount(sum));
    }
}
