using BillingEngine.Api.Requests;

namespace BillingEngine.Domain.Tests.Api;

public sealed class DurationTests
{
    [Theory]
    [InlineData("a week", "P1W", 604_800)]
    [InlineData("days", "P7D", 604_800)]
    [InlineData("hours", "PT36H", 129_600)]
    [InlineData("minutes", "PT90M", 5_400)]
    [InlineData("seconds", "PT1S", 1)]
    [InlineData("all of them", "P1W2D3T4H", null)]
    [InlineData("each once, in order", "P1W2DT3H4M5S", 788_645)]
    [InlineData("days and seconds", "P1DT1S", 86_401)]
    [InlineData("leading zeros", "PT007S", 7)]
    [InlineData("nothing of it", "PT0S", 0)]
    [InlineData("a year in seconds", "PT31536000S", 31_536_000)]
    [InlineData("as many digits as there may be", "PT999999999S", 999_999_999)]
    [InlineData("one digit more", "PT1000000000S", null)]
    [InlineData("thirty digits", "PT123456789012345678901234567890S", null)]
    [InlineData("nothing", "", null)]
    [InlineData("no unit", "P", null)]
    [InlineData("no unit of time", "PT", null)]
    [InlineData("no unit after the T", "P1DT", null)]
    [InlineData("years", "P1Y", null)]
    [InlineData("months", "P1M", null)]
    [InlineData("years of time", "PT1Y", null)]
    [InlineData("hours without T", "P1H", null)]
    [InlineData("weeks after T", "PT1W", null)]
    [InlineData("days after T", "PT1D", null)]
    [InlineData("two Ts", "PT1HT1M", null)]
    [InlineData("out of order", "PT1S1H", null)]
    [InlineData("days before weeks", "P1D1W", null)]
    [InlineData("a unit twice", "PT1S1S", null)]
    [InlineData("no digits", "PTS", null)]
    [InlineData("digits without a unit", "PT1", null)]
    [InlineData("digits behind", "PT1S1", null)]
    [InlineData("lower case", "pt1s", null)]
    [InlineData("lower case unit", "PT1s", null)]
    [InlineData("no P", "T1S", null)]
    [InlineData("digits alone", "60", null)]
    [InlineData("minus", "-PT1S", null)]
    [InlineData("plus", "+PT1S", null)]
    [InlineData("minus within", "PT-1S", null)]
    [InlineData("plus within", "PT+1S", null)]
    [InlineData("a fraction", "PT0.5S", null)]
    [InlineData("a fraction with comma", "PT0,5S", null)]
    [InlineData("an exponent", "PT1e3S", null)]
    [InlineData("hexadecimal", "PT0x1S", null)]
    [InlineData("blank before", " PT1S", null)]
    [InlineData("blank after", "PT1S ", null)]
    [InlineData("blank within", "PT 1S", null)]
    [InlineData("Arabic-Indic digits", "PT\u0661S", null)]
    [InlineData("fullwidth digits", "PT\uFF11S", null)]
    [InlineData("the alternative form", "P0000-00-01T00:00:00", null)]
    [InlineData("a time span of .NET", "1.00:00:00", null)]
    public void Should_be_read_strictly(string name, string text, int? seconds)
    {
        var isRead = IsoDuration.TryParse(text, out var duration);

        Assert.True(seconds is not null == isRead, name);
        Assert.Equal(TimeSpan.FromSeconds(seconds ?? 0), duration);
    }

    [Fact]
    public void Should_not_overflow() => Assert.True(IsoDuration.TryParse("P999999999W", out _));
}
