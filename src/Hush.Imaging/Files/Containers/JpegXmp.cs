using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hush.Imaging.Files.Containers;

/// <summary>
/// XMP in JPEG files: a main packet of at most 64 KB, and an extended packet in chunks of any order, which the main packet identifies
/// by digest. XMP Specification Part 3, 1.1.3.
/// </summary>
internal static class JpegXmp
{
    private const int DigestLength = 32, PartHeader = DigestLength + 8, PartLength = 65_000;

    private static readonly byte[] MainName = [.. "http://ns.adobe.com/xap/1.0/\0"u8],
        ExtensionName = [.. "http://ns.adobe.com/xmp/extension/\0"u8];

    /// <summary>Reads both packets, empty if missing. Adds notes on what is dropped.</summary>
    public static (ReadOnlyMemory<byte> Main, ReadOnlyMemory<byte> Extended) Read(JpegSegments segments, ICollection<string> notes)
    {
        ReadOnlyMemory<byte> main = default;
        var parts = new List<ReadOnlyMemory<byte>>();
        foreach (JpegSegment segment in segments.Header)
        {
            if (main.IsEmpty && segment.After(JpegSegment.App1, MainName) is { } packet)
                main = packet.ToArray();
            else if (segment.After(JpegSegment.App1, ExtensionName) is { Length: > PartHeader } part)
                parts.Add(part);
        }

        if (parts.Count == 0)
            return (main, default);
        string? digest = XmpPacket.ExtensionDigest(main.Span);
        List<ReadOnlyMemory<byte>> own =
            parts.FindAll(p => digest is not null && Encoding.Latin1.GetString(p.Span[..DigestLength]) == digest);
        if (own.Count == 0)
            notes.Add("Its extended XMP does not match its XMP (different digest) and is left out.");
        else if (Join(own) is { } extended)
            return (main, extended);
        else
            notes.Add("Its extended XMP is incomplete and is left out.");
        return (XmpPacket.WithoutExtension(main), default);
    }

    /// <summary>The names and data of the segments that hold the packets, in order.</summary>
    public static IEnumerable<(byte[] Name, ReadOnlyMemory<byte> Data)> Segments(ReadOnlyMemory<byte> main, ReadOnlyMemory<byte> extended)
    {
        string? digest = XmpPacket.ExtensionDigest(main.Span);
        if (main.Length > JpegMetadata.MaxBlock)
        {
#pragma warning disable CA5351      // the identifier that the specification requires; not used for security
            digest = Convert.ToHexString(MD5.HashData(main.Span));
#pragma warning restore CA5351
            (main, extended) = (XmpPacket.PointingTo(digest), main);
        }

        if (main.IsEmpty)
            yield break;
        yield return (MainName, main);
        for (int start = 0; digest is not null && start < extended.Length; start += PartLength)
        {
            var header = new byte[PartHeader];
            Encoding.Latin1.GetBytes(digest, header);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(DigestLength), extended.Length);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(DigestLength + 4), start);
            yield return ([.. ExtensionName, .. header], extended.Slice(start, Math.Min(PartLength, extended.Length - start)));
        }
    }

    /// <summary>Joins chunks by their offsets; null if there are gaps.</summary>
    private static byte[]? Join(List<ReadOnlyMemory<byte>> parts)
    {
        uint whole = BinaryPrimitives.ReadUInt32BigEndian(parts[0].Span[DigestLength..]), end = 0;
        if (whole == 0 || whole > parts.Sum(p => (long)p.Length))
            return null;
        var packet = new byte[whole];
        foreach (ReadOnlyMemory<byte> part in parts.OrderBy(p => BinaryPrimitives.ReadUInt32BigEndian(p.Span[(DigestLength + 4)..])))
        {
            uint start = BinaryPrimitives.ReadUInt32BigEndian(part.Span[(DigestLength + 4)..]);
            ReadOnlySpan<byte> data = part.Span[PartHeader..];
            if (start > end || start + (long)data.Length > whole)
                return null;
            data.CopyTo(packet.AsSpan((int)start));
            end = Math.Max(end, start + (uint)data.Length);
        }

        return end == whole ? packet : null;
    }
}
