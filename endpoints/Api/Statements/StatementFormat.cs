using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>A form in which statements are given.</summary>
/// <param name="Name">In the query.</param>
/// <param name="Extension">Of the file that it is saved as; null: it is not for saving.</param>
/// <param name="NeedsTotals">They stand above the lines, so all lines are gone through twice.</param>
sealed record StatementFormat(
    string Name,
    string MediaType,
    string? Extension,
    bool NeedsTotals,
    Func<Stream, EntryTotals, StatementWriter> Open)
{
    public static StatementFormat Json { get; } = new(
        "json", "application/json", Extension: null, NeedsTotals: false, (output, _) => new JsonStatement(output));

    public static StatementFormat Csv { get; } = new(
        "csv", "text/csv", "csv", NeedsTotals: false, (output, _) => new CsvStatement(output));

    public static StatementFormat Camt { get; } = new(
        "camt.053", "application/xml", "xml", NeedsTotals: true, (output, totals) => new CamtStatement(output, totals));

    static readonly StatementFormat[] All = [Json, Csv, Camt];

    /// <summary>As the query names it; or else as the caller accepts best, and JSON where it does not say.</summary>
    public static StatementFormat Find(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, "format", errors) is not { } name)
            return Accepted(request);
        if (Array.Find(All, format => format.Name == name) is { } found)
            return found;
        errors.Add("format", $"must be {Json.Name}, {Csv.Name} or {Camt.Name}");
        return Json;
    }

    /// <summary>Why this form cannot have it; null when it can.</summary>
    public Problem? FaultOf(Statement statement, EntryTotals totals) =>
        this == Camt ? CamtLimits.FaultOf(statement, totals) : null;

    static StatementFormat Accepted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return All.MaxBy(Quality) ?? Json;

        double Quality(StatementFormat format) => accepted
            .Where(range => range.MediaType == format.MediaType)
            .Select(range => range.Quality ?? 1)
            .DefaultIfEmpty(0)
            .Max();
    }
}
