using System.Text;

namespace BillingEngine.ReadModels.Search;

/// <summary>Terms of a filter: a transaction must have one of each group.</summary>
static class TermGroups
{
    /// <summary>What no column tells.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> OfText(TransactionFilter filter) =>
    [
        .. SearchTerms.Words(filter.Text).Select(word => (string[])[word, SearchTerms.InDescription(word)]),
        .. SearchTerms.Words(filter.Description).Select(word => (string[])[SearchTerms.InDescription(word)]),
        .. filter.Metadata.Select(pair => (string[])[SearchTerms.OfPair(pair.Key, pair.Value)]),
    ];

    /// <summary>What columns tell as well, so that rare ones can be found by their terms.</summary>
    public static IEnumerable<IReadOnlyList<string>> OfKind(TransactionFilter filter)
    {
        if (filter.Types.Count > 0)
            yield return [.. filter.Types.Select(SearchTerms.OfType)];
        if (filter.Currency is { } currency)
            yield return [SearchTerms.OfCurrency(currency)];
    }

    /// <summary>As PostgreSQL reads a tsquery; null: nothing is asked for.</summary>
    public static string? Query(IReadOnlyCollection<IReadOnlyList<string>> groups)
    {
        if (groups.Count == 0)
            return null;
        var query = new StringBuilder();
        foreach (var group in groups)
        {
            query.Append(query.Length == 0 ? "(" : " & (");
            query.AppendJoin(" | ", group.Select(Quoted));
            query.Append(')');
        }

        return query.ToString();
    }

    static string Quoted(string term) =>
        $"'{term.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
