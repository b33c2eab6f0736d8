using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace BillingEngine.Api.Answers;

/// <summary>Writes a JSON answer in one go, with its length, by way of a buffer that each thread keeps.</summary>
static class JsonAnswer
{
    const int BufferKept = 64 * 1024;

    static readonly JsonWriterOptions Options = new()
    {
        // Letters of every script as they are; what a page could take for markup is escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    [ThreadStatic]
    static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    static Utf8JsonWriter? _writer;

    public static Task Answer<TContent>(
        this HttpContext context,
        int status,
        TContent content,
        Action<Utf8JsonWriter, TContent> write,
        string contentType = "application/json; charset=utf-8")
    {
        var rendered = Render(content, write);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = rendered.Length;
        response.BodyWriter.Write(rendered);
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    static ReadOnlySpan<byte> Render<TContent>(TContent content, Action<Utf8JsonWriter, TContent> write)
    {
        if (_buffer is not { Capacity: <= BufferKept })
            _buffer = new(1024);
        _buffer.ResetWrittenCount();
        _writer ??= new(_buffer, Options);
        _writer.Reset(_buffer);
        write(_writer, content);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }
}
