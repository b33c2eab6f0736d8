using BillingEngine.Domain.Tests.Sagas.Courses;

namespace BillingEngine.Domain.Tests.Sagas.Diagrams;

/// <summary>
/// The parts of docs/sagas.md that say what the code does: a table and a state diagram (Mermaid) for each saga.
/// </summary>
static class SagaPage
{
    public const string Path = "docs/sagas.md";

    static readonly string[] Ends = ["Completed", "Failed", "Voided", "Expired"];

    /// <summary>What tells cases apart, where that decides what comes next.</summary>
    static readonly Func<CourseCase, string>[] Distinctions =
    [
        one => one.Fee is null ? "no fee" : "with a fee",
        one => one.IsManual ? "manual capture" : "automatic capture",
    ];

    /// <summary>The page with its generated parts renewed; what people have written around them stays.</summary>
    public static string Renewed(string page)
    {
        foreach (var (saga, cases) in CourseCase.BySaga)
        {
            var (start, end) = ($"<!-- generated: {saga} -->\n", "<!-- end of generated -->");
            var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
            Assert.True(from >= start.Length, $"{Path} has no place for the {saga}: {start}");
            var to = page.IndexOf(end, from, StringComparison.Ordinal);
            page = page[..from] + string.Join('\n', Of(cases)) + "\n" + page[to..];
        }

        return page;
    }

    static IEnumerable<string> Of(IReadOnlyList<CourseCase> cases)
    {
        var graph = new SagaGraph(cases);
        return ["", .. TableOf(graph), "", "```mermaid", .. DiagramOf(graph), "```", ""];
    }

    static IEnumerable<string> TableOf(SagaGraph graph) =>
    [
        "| step | orders | called off by | undone by |",
        "|---|---|---|---|",
        .. graph.Steps.Select(step =>
            $"| {step.Step} | {step.Does} | {step.CallsOff} | {string.Join(" or ", step.Undoes)} |"),
    ];

    static IEnumerable<string> DiagramOf(SagaGraph graph)
    {
        var states = graph.Edges.Select(edge => edge.To).Distinct().ToList();
        return
        [
            "stateDiagram-v2",
            .. states.Where(state => state.Contains(' ')).Select(state => $"    state \"{state}\" as {IdOf(state)}"),
            .. LinesOf(graph.Edges),
            .. Ends.Where(states.Contains).Select(end => $"    {end} --> [*]"),
        ];
    }

    static IEnumerable<string> LinesOf(IEnumerable<Edge> edges) => edges
        .GroupBy(edge => (edge.From, edge.Label))
        .SelectMany(Told)
        .GroupBy(line => (line.From, line.To, line.When), line => line.Label)
        .Select(labels => $"    {IdOf(labels.Key.From)} --> {IdOf(labels.Key.To)}{LabelOf(labels, labels.Key.When)}");

    /// <summary>Where one answer leads to several states, it is told what decides between them.</summary>
    static IEnumerable<(string From, string To, string When, string Label)> Told(
        IGrouping<(string From, string Label), Edge> edges)
    {
        if (edges.DistinctBy(edge => edge.To).Count() == 1)
            return [(edges.Key.From, edges.First().To, "", edges.Key.Label)];
        var decides = Distinctions.First(tells => edges
            .GroupBy(edge => tells(edge.Case))
            .All(group => group.DistinctBy(edge => edge.To).Count() == 1));
        return edges.Select(edge => (edge.From, edge.To, decides(edge.Case), edge.Label)).Distinct();
    }

    static string LabelOf(IEnumerable<string> labels, string when)
    {
        var text = string.Join(" / ", labels.Where(label => label.Length > 0));
        return text.Length == 0 ? "" : $" : {text}{(when.Length == 0 ? "" : $", {when}")}";
    }

    static string IdOf(string state) => state == "[*]"
        ? state
        : string.Concat(state
            .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
