using System.Text;
using BillingEngine.Host.Load;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_parsing_a_response
{
    [Theory]
    [InlineData("HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n4\r\nello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 201 \r\nTransfer-Encoding: chunked\r\n\r\n05;x\r\nhello\r\n0\r\nA: 1\r\nB: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello")]
    public void Should_wait_for_the_last_byte_wherever_it_is_split(string text)
    {
        var whole = Encoding.ASCII.GetBytes(text);
        for (var length = 0; length < whole.Length; length++)
            Assert.False(HttpResponseParser.TryParse(whole.AsSpan(0, length).ToArray(), ended: false, out _));

        Assert.True(HttpResponseParser.TryParse(whole, ended: false, out var response));
        Assert.Equal(201, response.Status);
        Assert.Equal("hello", Encoding.ASCII.GetString(whole, response.BodyStart, response.BodyLength));
        Assert.Equal(whole.Length, response.End);
        Assert.False(response.Closes);
    }

    [Fact]
    public void Should_take_all_until_the_close_when_no_length_is_given()
    {
        var whole = "HTTP/1.1 200 OK\r\n\r\nhello"u8.ToArray();

        Assert.False(HttpResponseParser.TryParse(whole, ended: false, out _));
        Assert.True(HttpResponseParser.TryParse(whole, ended: true, out var response));
        Assert.Equal((5, true), (response.BodyLength, response.Closes));
    }

    [Fact]
    public void Should_not_take_a_body_cut_short_for_a_whole_one()
    {
        var cut = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"u8.ToArray();

        Assert.False(HttpResponseParser.TryParse(cut, ended: true, out _));
    }

    [Fact]
    public void Should_see_what_the_head_asks_for()
    {
        var whole = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

        Assert.True(HttpResponseParser.TryParse(whole, ended: false, out var response));
        Assert.Equal((503, 7, true), (response.Status, response.RetryAfterSeconds, response.Closes));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n")]
    public void Should_refuse_what_is_no_http(string text) => Assert.Throws<InvalidDataException>(
        () => HttpResponseParser.TryParse(Encoding.ASCII.GetBytes(text), ended: false, out _));
}
