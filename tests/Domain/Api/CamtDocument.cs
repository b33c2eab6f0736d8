using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>A statement that has been held against the message definition.</summary>
sealed class CamtDocument
{
    static readonly XNamespace Names = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    static readonly XmlSchemaSet Schemas = Compiled();

    readonly XElement _statement;

    CamtDocument(XElement statement) => _statement = statement;

    public static CamtDocument Validated(string xml)
    {
        List<string> faults = [];
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schemas };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, e) => faults.Add(e.Message);
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        var document = XDocument.Load(reader);
        Assert.Empty(faults);
        return new(document.Root!.Element(Names + "BkToCstmrStmt")!.Element(Names + "Stmt")!);
    }

    /// <summary>Texts at a path below the statement, in order.</summary>
    public string[] At(params string[] path) =>
    [
        .. path.Aggregate<string, IEnumerable<XElement>>([_statement], (found, name) => found.Elements(Names + name))
            .Select(element => element.Value),
    ];

    /// <summary>Opening and closing as "CRDT 10.00 USD on 2026-03-04".</summary>
    public string[] Balances =>
    [
        .. _statement.Elements(Names + "Bal").Select(balance =>
            $"{balance.Element(Names + "CdtDbtInd")!.Value} {balance.Element(Names + "Amt")!.Value} "
            + $"{balance.Element(Names + "Amt")!.Attribute("Ccy")!.Value} on {balance.Element(Names + "Dt")!.Value}"),
    ];

    static XmlSchemaSet Compiled()
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(
            Names.NamespaceName, Path.Combine(AppContext.BaseDirectory, "Api", "Schemas", "camt.053.001.08.xsd"));
        schemas.Compile();
        return schemas;
    }
}
