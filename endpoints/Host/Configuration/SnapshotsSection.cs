using BillingEngine.Messaging.Engine;

namespace BillingEngine.Host.Configuration;

/// <summary>How far apart the snapshots of a long stream are.</summary>
static class SnapshotsSection
{
    const int Widest = 100_000;

    /// <param name="section">Null: the file says nothing of snapshots.</param>
    /// <returns>Events between two of them; 0: there are none.</returns>
    public static int Read(Section? section)
    {
        var otherwise = new EngineOptions().SnapshotEvery;
        if (section is null)
            return otherwise;
        var every = section.OptionalNumber("every", minimum: 0, Widest) ?? otherwise;
        section.RefuseOthers();
        return every;
    }
}
