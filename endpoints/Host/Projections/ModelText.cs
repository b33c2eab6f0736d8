using System.Text;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Host.Projections;

/// <summary>What the verbs on read models print.</summary>
static class ModelText
{
    public static string Table(IReadOnlyList<ModelListing> models)
    {
        var name = models.Max(model => model.Name.Length) + 2;
        var behind = models.Max(model => Behind(model).Length) + 2;
        var text = new StringBuilder().AppendLine($"{"NAME".PadRight(name)}VERSION  {"BEHIND".PadRight(behind)}STATE");
        foreach (var model in models)
            text.AppendLine(
                $"{model.Name.PadRight(name)}{model.Version,-9}{Behind(model).PadRight(behind)}{State(model)}");
        return text.ToString().TrimEnd();
    }

    public static string Rebuilt(string model, long events, TimeSpan duration) =>
        $"{model}: rebuilt from {events:N0} events in {duration.TotalSeconds:N1} s "
        + $"({events / Math.Max(duration.TotalSeconds, 0.001):N0}/s), in place of the old one";

    public static string Verdict(ModelVerdict verdict) => verdict.Difference is { } difference
        ? $"DIFFERS {verdict.Model}: {difference}"
        : $"ok {verdict.Model}: {verdict.Rows:N0} rows are what {verdict.Events:N0} events say";

    static string Behind(ModelListing model) => model switch
    {
        { IsInline: true } => "never",
        { Lag: null } => "all: not begun",
        { Lag.Events: 0 } => "0 events",
        { Lag: var lag } => $"{lag.Events:N0} events, {lag.Age.TotalSeconds:N1} s",
    };

    static string State(ModelListing model) => model switch
    {
        { IsInline: true } => "written with the events",
        { Lag.Stopped: { } reason } => $"STOPPED: {reason}",
        { Lag: { } lag } when lag.Version != model.Version => $"rebuilding from version {lag.Version}",
        _ => "follows the log",
    };
}
