using System.Text;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Engine.Tests.Tracing;

public sealed class When_a_state_changes
{
    [Theory]
    [InlineData("""{"name":"Zoë"}""", """{"name":"Zoé"}""")]
    [InlineData("""{"name":"Zoé"}""", """{"name":"Zo©"}""")]
    [InlineData("""{"name":"日本"}""", """{"name":"日木"}""")]
    [InlineData("""{"name":"本日"}""", """{"name":"木日"}""")]
    [InlineData("""{"name":"😀"}""", """{"name":"😁"}""")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":11}""")]
    [InlineData("""{"a":11}""", """{"a":1}""")]
    [InlineData("{}", """{"a":"é"}""")]
    [InlineData("""{"a":"éé"}""", """{"a":"ééé"}""")]
    [InlineData("""{"a":"ééé"}""", """{"a":"éé"}""")]
    public void Should_be_told_by_the_difference_in_whole_characters(string before, string after)
    {
        var (first, second) = (Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));

        var delta = TextDelta.Between(first, second);
        var middle = Encoding.UTF8.GetString(second.AsSpan()[delta.Start..^delta.End]);

        Assert.DoesNotContain('\uFFFD', middle);
        Assert.Equal(after, Encoding.UTF8.GetString(delta.Apply(first, Encoding.UTF8.GetBytes(middle))));
    }
}
