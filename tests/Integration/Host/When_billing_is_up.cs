namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
[Trait("Category", "Slow")]
public sealed class When_billing_is_up
{
    /// <summary>Else each write of a database below the folder that it was started in would wake it.</summary>
    [Fact]
    public async Task Should_not_watch_files()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using var data = new DataDirectory();
        await using var billing = await BillingProcess.Up("--data", data.Path);

        Assert.Contains(billing.OpenFiles, file => file?.StartsWith("socket:", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(billing.OpenFiles, file => file?.Contains("inotify", StringComparison.Ordinal) == true);
    }
}
