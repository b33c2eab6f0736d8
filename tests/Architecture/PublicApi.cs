using System.Reflection;

namespace BillingEngine.Architecture.Tests;

public sealed class PublicApi
{
    [Theory]
    [InlineData("BillingEngine.MessageInterfaces")]
    [InlineData("BillingEngine.Messages")]
    [InlineData("BillingEngine.Messaging")]
    [InlineData("BillingEngine.Postgres")]
    public void Should_be_as_approved(string assembly) => Expect.Approved(
        $"tests/Architecture/Approved/{assembly}.txt",
        ApiText.Of(Assembly.Load(assembly)),
        $"What {assembly} shows to others has changed, and others may rely on it.");
}
