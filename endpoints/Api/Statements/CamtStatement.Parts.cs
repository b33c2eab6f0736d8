using System.Globalization;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>
/// What statements are made of: references, accounts, amounts and times in the form of the definition.
/// </summary>
sealed partial class CamtStatement
{
    /// <summary>A reference that does not fit where references go is whole among the remittance information.</summary>
    void WriteDetails(LedgerEntry line)
    {
        var reference = CamtText.Clean(line.Reference ?? "");
        var fits = reference.Length is > 0 and <= IdLength;
        _xml.WriteStartElement("TxDtls");
        _xml.WriteStartElement("Refs");
        Text("EndToEndId", fits ? reference : NotProvided);
        Text("TxId", Id(line.TransactionId));
        _xml.WriteEndElement();
        WriteAmount(line.Amount);
        if (line.CounterpartyAccountId is { } counterparty)
        {
            _xml.WriteStartElement("RltdPties");
            _xml.WriteStartElement(line.Amount < 0 ? "CdtrAcct" : "DbtrAcct");
            WriteAccountId(counterparty);
            _xml.WriteEndElement();
            _xml.WriteEndElement();
        }

        if (reference.Length > 0 && !fits)
        {
            _xml.WriteStartElement("RmtInf");
            foreach (var part in CamtText.Parts(reference, NameLength))
                Text("Ustrd", part);
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    void WriteAccountId(Guid accountId)
    {
        _xml.WriteStartElement("Id");
        Nested("Othr", "Id", Id(accountId));
        _xml.WriteEndElement();
    }

    void WriteAmount(decimal amount)
    {
        _xml.WriteStartElement("Amt");
        _xml.WriteAttributeString("Ccy", _currency!.Code.Value);
        _xml.WriteString(Amount(amount));
        _xml.WriteEndElement();
        Text("CdtDbtInd", Direction(amount));
    }

    void Nested(string outer, string inner, string text)
    {
        _xml.WriteStartElement(outer);
        Text(inner, text);
        _xml.WriteEndElement();
    }

    void Text(string name, string text) => _xml.WriteElementString(name, text);

    string Amount(decimal amount) => AmountWriter.Show(Math.Abs(amount), _currency);

    static Guid StatementId(Statement statement) => DeterministicId.Derive(
        "statement", Id(statement.Account.AccountId), $"{Time(statement.From)}/{Time(statement.To)}");

    static string Direction(decimal amount) => amount < 0 ? "DBIT" : "CRDT";

    static string Id(Guid id) => id.ToString("N");

    static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
