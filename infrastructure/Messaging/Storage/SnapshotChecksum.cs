using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BillingEngine.Messaging.Storage;

/// <summary>
/// Tells a snapshot that is not what was written. Against accidents, not against forgery: whoever can write snapshots
/// can write events too.
/// </summary>
public static class SnapshotChecksum
{
    public const int Length = 8;

    const int IdLength = 16;

    /// <summary>
    /// First bytes of SHA-256 over stream, version, schema and state; the database computes the same.
    /// </summary>
    public static byte[] Of(StreamSnapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> key = stackalloc byte[IdLength + sizeof(int)];
        snapshot.StreamId.TryWriteBytes(key, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(key[IdLength..], snapshot.Version);
        hash.AppendData(key);
        hash.AppendData(Encoding.UTF8.GetBytes(snapshot.Schema));
        hash.AppendData(snapshot.State.Span);
        return hash.GetHashAndReset()[..Length];
    }
}
