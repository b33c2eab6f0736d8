using System.Globalization;
using System.Text;

namespace BillingEngine.Api.Metrics;

/// <summary>
/// Prometheus' text exposition format, version 0.0.4, and its names for what OpenTelemetry's conventions name with
/// dots: underscores, the unit last, and <c>_total</c> behind what only grows.
/// </summary>
static class MetricText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string NameOf(string name, string? unit, MetricKind kind)
    {
        var plain = name.Replace('.', '_');
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!plain.EndsWith(suffix, StringComparison.Ordinal))
            plain += suffix;
        return kind is MetricKind.Counter ? $"{plain}_total" : plain;
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name.Replace('.', '_')).Append("=\"");
            text.Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\""));
            text.Append('"');
        }

        return text.ToString();
    }

    public static string Help(string? description) => Escaped(description ?? "");

    public static string Number(double value) => double.IsPositiveInfinity(value)
        ? "+Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    public static void Line(StringBuilder text, string name, string labels, string more, double value)
    {
        text.Append(name);
        if (labels.Length + more.Length > 0)
            text.Append('{')
                .Append(labels).Append(labels.Length > 0 && more.Length > 0 ? "," : "").Append(more)
                .Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    static string Escaped(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");
}
