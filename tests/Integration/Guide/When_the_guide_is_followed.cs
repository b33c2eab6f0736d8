using System.Diagnostics;
using BillingEngine.Host;
using BillingEngine.Host.Configuration;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Integration.Tests.Guide;

/// <summary>The guide is run command by command, as a reader would, and its answers are what the reader gets.</summary>
public sealed class When_the_guide_is_followed
{
    const string Address = "http://127.0.0.1:5080";

    static readonly bool isAccepting = Environment.GetEnvironmentVariable("BILLING_ACCEPT") == "1";

    [Fact]
    public Task Should_answer_what_the_page_shows() => Follow("guide.md", options => options);

    [Fact]
    public Task Should_answer_what_the_page_on_reading_shows() => Follow("reading.md", options => options);

    [Fact]
    public Task Should_answer_what_the_page_on_failures_shows() => Follow("failures.md", options => options with
    {
        Faults = new FaultSwitch(),
        Configuration = BillingConfiguration.Default with
        {
            Recoverability = [new(Endpoint: null, MessageType: null) { DelayedRetries = 0 }],
        },
    });

    static async Task Follow(string name, Func<HostOptions, HostOptions> with)
    {
        var page = GuidePage.Find(name);
        await using var host = await BillingHost.Start(
            with(new HostOptions(
                await TestCluster.NewDatabase(), DataDirectory: null, "http://127.0.0.1:0", HostOptions.AllEndpoints)),
            CancellationToken.None);
        List<string?> answers = [];
        foreach (var step in page.Steps)
            answers.Add(await FollowUntilShown(step, host.Addresses.Single()));

        if (isAccepting)
            page.Rewrite(answers);
        Assert.All(page.Steps.Zip(answers), followed =>
        {
            var (step, answer) = followed;
            if (step.Answer is { } shown)
                Assert.True(
                    ShownJson.Comparable(shown) == ShownJson.Comparable(answer!),
                    $"{step.Command}\nanswers\n{answer}\nbut the guide shows\n{shown}");
        });
    }

    /// <summary>Lists and figures follow the log: a reader who sees too little looks again, and so does this.</summary>
    static async Task<string?> FollowUntilShown(GuideStep step, string address)
    {
        var answer = await Follow(step, address);
        var isRead = !step.Command.Contains(" -d ", StringComparison.Ordinal);
        for (var look = 0; look < 400 && isRead && !isAccepting && step.Answer is { } shown; look++)
        {
            if (ShownJson.Comparable(shown) == ShownJson.Comparable(answer!))
                break;
            await Task.Delay(50);
            answer = await Follow(step, address);
        }

        return answer;
    }

    static async Task<string?> Follow(GuideStep step, string address)
    {
        var (output, exitCode) = await Run(step.Command.Replace(Address, address, StringComparison.Ordinal));
        Assert.True(exitCode == 0, $"{step.Command}\nended with {exitCode}: {output}");
        return step.Answer is { } shown ? ShownJson.Cut(shown, output) : null;
    }

    static async Task<(string Output, int ExitCode)> Run(string command)
    {
        // As typed by hand, but without curl's progress meter, and with more patience.
        var patience = command.Contains("Prefer:", StringComparison.Ordinal) ? "" : " -H 'Prefer: wait=30'";
        var start = new ProcessStartInfo(
            "bash", ["-c", $"curl() {{ command curl -sS --noproxy '*'{patience} \"$@\"; }}\n{command}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        return (await output + await error, process.ExitCode);
    }
}
