using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Api.Events;

/// <summary>
/// Types of event in a query: names, with commas in between, or beginnings of names such as "account.*".
/// </summary>
static class EventTypeQuery
{
    const string Field = "type";
    const string Wildcard = ".*";
    const int Most = 50;

    /// <summary>All names under which an event may be stored, those of earlier versions too.</summary>
    static readonly string[] Known =
    [
        .. Catalog.All
            .Where(contract => contract.Type.IsAssignableTo(typeof(IEvent)))
            .SelectMany(contract => contract.Earlier.Select(earlier => earlier.Name).Append(contract.Name)),
    ];

    public static EventTypes Find(HttpRequest request, FieldErrors errors)
    {
        if (QueryText.Find(request, Field, errors) is not { } text)
            return EventTypes.All;
        string[] given = [.. text.Split(',').Distinct()];
        string[] prefixes =
        [
            .. given.Where(type => type.EndsWith(Wildcard, StringComparison.Ordinal)).Select(type => type[..^1]),
        ];
        string[] names = [.. given.Where(type => !type.EndsWith(Wildcard, StringComparison.Ordinal))];
        if (given.Length > Most)
            errors.Add(Field, $"must name at most {Most} types");
        else if (names.Except(Known).FirstOrDefault() is { } unknown)
            errors.Add(Field, $"must name types of event, such as account.debited.v1; {Fields.Shown(unknown)} is none");
        else if (Array.Find(prefixes, IsUnknown) is { } none)
            errors.Add(Field, $"has {Fields.Shown(none)}*, and no type of event begins like that");
        return new(names, prefixes);
    }

    static bool IsUnknown(string prefix) =>
        !Array.Exists(Known, name => name.StartsWith(prefix, StringComparison.Ordinal));
}
