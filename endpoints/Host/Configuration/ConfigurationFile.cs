using System.Text.Json;
using BillingEngine.Transactions;

namespace BillingEngine.Host.Configuration;

/// <summary>A configuration in a file: strict JSON, checked as a whole, so that all mistakes show at once.</summary>
static class ConfigurationFile
{
    static readonly TimeSpan ShortestStepLimit = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestStepLimit = TimeSpan.FromDays(1);

    /// <param name="faults">Everything that is wrong with it; then what is returned must not be used.</param>
    public static BillingConfiguration Load(string path, out IReadOnlyList<string> faults)
    {
        try
        {
            return Read(File.ReadAllBytes(path), out faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults = [e.Message];
            return BillingConfiguration.Default;
        }
    }

    public static BillingConfiguration Read(ReadOnlyMemory<byte> json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return Read(new Section(document.RootElement, "", found));
            found.Add("must be a JSON object");
            return BillingConfiguration.Default;
        }
        catch (JsonException e)
        {
            found.Add($"is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return BillingConfiguration.Default;
        }
    }

    static BillingConfiguration Read(Section file)
    {
        // Amounts are checked at the scale of their currency, so what currencies there are comes first.
        var currencies = AssetsSection.Read(file.Items("assets"));
        var limits = LimitsSection.Read(file.Items("limits"), currencies);
        var fees = FeesSection.Read(file.Items("fees"), currencies);
        var stepLimit = StepLimit(file);
        var traces = TracesSection.Read(file.Part("traces"));
        var snapshotEvery = SnapshotsSection.Read(file.Part("snapshots"));
        var recoverability = RecoverabilitySection.Read(file.Items("recoverability"));
        file.RefuseOthers();
        return new()
        {
            Currencies = currencies,
            Limits = limits,
            Rules = new TransactionRules { Fees = fees, StepLimit = stepLimit },
            Traces = traces,
            SnapshotEvery = snapshotEvery,
            Recoverability = recoverability,
        };
    }

    static TimeSpan StepLimit(Section file) => file.OptionalDuration(
        "stepLimit", ShortestStepLimit, LongestStepLimit, "from PT1S to P1D, such as PT30S")
        ?? TransactionRules.Default.StepLimit;
}
