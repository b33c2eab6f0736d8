using System.Text.Json;
using System.Text.RegularExpressions;

namespace BillingEngine.Architecture.Tests;

/// <summary>Commands in the documents can be copied: they are whole, send JSON, and call what the API has.</summary>
public sealed partial class Examples
{
    static IReadOnlyList<(string Page, string Text)> Commands { get; } =
    [
        .. Repository.Files(".md")
            .SelectMany(page => Found(Fence(), Repository.Read(page)).Select(text => (page, text))),
    ];

    static IReadOnlyList<string> Routes { get; } =
    [
        .. Repository.Files(".cs")
            .Where(path => path.StartsWith("endpoints/Api/", Ordinal))
            .SelectMany(path => Found(Route(), Repository.Read(path))),
    ];

    [Fact]
    public void Should_be_whole() => Expect.None(
        Commands.Where(command => command.Text.Count(sign => sign == '\'') % 2 != 0).Select(command => command.Page),
        "A command that is copied from a page runs as it stands; a quote stays open in:");

    [Fact]
    public void Should_send_json() => Expect.None(
        Commands.SelectMany(command => Found(Body(), command.Text)
            .Where(body => !IsJson(body))
            .Select(body => $"{command.Page}: {body}")),
        "A body that is copied from a page is JSON:");

    [Fact]
    public void Should_call_what_the_api_has() => Expect.None(
        Commands.SelectMany(command => Found(Called(), command.Text)
            .Where(path => !Routes.Any(route => Matches(route, path)))
            .Select(path => $"{command.Page}: {path}")),
        "A page calls what no route in endpoints/Api answers:");

    static IEnumerable<string> Found(Regex pattern, string text) =>
        pattern.Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>A literal that ends in a slash is the first part of a route.</summary>
    static bool Matches(string route, string path) => route.EndsWith('/')
        ? path.StartsWith(route, Ordinal)
        : Regex.IsMatch(path, $"^{Regex.Replace(route, @"\{\w+\}", "[^/]+")}$");

    static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"-d '([^']*)'")]
    private static partial Regex Body();

    [GeneratedRegex(@"""(/(?:v1|health|openapi)/[^""]+)""")]
    private static partial Regex Route();

    [GeneratedRegex(@":5080(/[\w/.$-]+)")]
    private static partial Regex Called();
}
