using System.Buffers;
using System.Text.Json;

namespace BillingEngine.Messaging.Serialization;

/// <summary>Collects the JSON of a whole unit of work in one growing buffer. Slices stay valid until the next reset.</summary>
sealed class PayloadBuffer : IDisposable
{
    static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };
    readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    readonly Utf8JsonWriter _writer;

    public PayloadBuffer() => _writer = new Utf8JsonWriter(_bytes, WriterOptions);

    public void Reset() => _bytes.ResetWrittenCount();

    public ReadOnlyMemory<byte> Write(MessageType type, object message)
    {
        var start = _bytes.WrittenCount;
        _writer.Reset();
        type.Write(_writer, message);
        _writer.Flush();
        return _bytes.WrittenMemory[start..];
    }

    public ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var start = _bytes.WrittenCount;
        _writer.Reset();
        write(_writer, state);
        _writer.Flush();
        return _bytes.WrittenMemory[start..];
    }

    public void Dispose() => _writer.Dispose();
}
