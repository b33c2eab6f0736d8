namespace BillingEngine.Architecture.Tests;

static class Expect
{
    /// <summary>Fails with every offence at once, and with the reason why it is one.</summary>
    public static void None(IEnumerable<string> offences, string reason)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, $"{reason}\n  {string.Join("\n  ", found)}");
    }

    /// <summary>Compares with an approved text; with BILLING_ACCEPT=1 it becomes the approved one.</summary>
    public static void Approved(string path, IReadOnlyList<string> actual, string reason)
    {
        if (Repository.Accepts)
            Repository.Write(path, actual);
        var approved = Repository.Exists(path) ? Repository.Lines(path) : [];
        None(
            actual.Except(approved).Select(line => $"+ {line}")
                .Concat(approved.Except(actual).Select(line => $"- {line}")),
            $"{reason} If it is meant, run the tests with BILLING_ACCEPT=1 and commit {path}. Found:");
    }
}
