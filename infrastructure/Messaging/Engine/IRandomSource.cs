using System.Security.Cryptography;

namespace BillingEngine.Messaging.Engine;

/// <summary>Chance, injected, so that a seeded source can replay a run.</summary>
public interface IRandomSource
{
    Guid NextId();

    /// <summary>A value from 0 up to, but not including, 1.</summary>
    double NextFraction();
}

/// <summary>Chance from the operating system, drawn in blocks. One per worker: not for concurrent use.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    readonly byte[] _block = new byte[4096];
    int _used = 4096;

    /// <summary>A random UUID, version 4.</summary>
    public Guid NextId()
    {
        var bytes = Next(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public double NextFraction() => (BitConverter.ToUInt64(Next(8)) >> 11) * (1.0 / (1UL << 53));

    Span<byte> Next(int count)
    {
        if (_used + count > _block.Length)
        {
            RandomNumberGenerator.Fill(_block);
            _used = 0;
        }

        _used += count;
        return _block.AsSpan(_used - count, count);
    }
}
