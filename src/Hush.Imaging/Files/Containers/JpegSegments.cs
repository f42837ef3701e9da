using System.Buffers.Binary;

namespace Hush.Imaging.Files.Containers;

/// <summary>A segment of a JPEG file.</summary>
/// <param name="Marker">The second byte of its marker.</param>
/// <param name="Data">What follows its length.</param>
internal readonly record struct JpegSegment(byte Marker, ReadOnlyMemory<byte> Data)
{
    public const byte App1 = 0xE1, App2 = 0xE2, App11 = 0xEB, Comment = 0xFE;

    /// <summary>What follows a name at the beginning of the data; null if it begins otherwise.</summary>
    public ReadOnlyMemory<byte>? After(byte marker, ReadOnlySpan<byte> name) => Marker == marker && Data.Span.StartsWith(name) ? Data[name.Length..] : (ReadOnlyMemory<byte>?)null;
}

/// <summary>The segments of a JPEG file before its pixels, and what lies behind its image.</summary>
internal sealed class JpegSegments
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    private JpegSegments(List<JpegSegment> header, ReadOnlyMemory<byte> behind)
    {
        Header = header;
        Behind = behind;
    }

    /// <summary>The segments up to the first scan.</summary>
    public IReadOnlyList<JpegSegment> Header { get; }

    /// <summary>The bytes behind the end of the image, where phones keep further images and videos.</summary>
    public ReadOnlyMemory<byte> Behind { get; }

    /// <summary>The segments of a file; none if it is no JPEG file, as many as there are of a damaged one.</summary>
    public static JpegSegments Of(ReadOnlyMemory<byte> file)
    {
        var header = new List<JpegSegment>();
        ReadOnlySpan<byte> bytes = file.Span;
        bool inHeader = true;
        for (int at = 2; at <= bytes.Length - 4;)
        {
            byte marker = bytes[at + 1];
            if (bytes[at] != 0xFF || marker is 0xFF or 0)
            {
                at = NextMarker(bytes, at + 1);     // through the pixels of a scan, where 0xFF 0 is a sample
                continue;
            }

            if (marker == EndOfImage)
                return new JpegSegments(header, file[(at + 2)..]);
            if (marker is >= 0xD0 and <= 0xD8 or 1)
            {
                at += 2;        // these have no length
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || length > bytes.Length - at - 2)
                break;
            inHeader &= marker != StartOfScan;
            if (inHeader)
                header.Add(new JpegSegment(marker, file.Slice(at + 4, length - 2)));
            at += 2 + length;
        }

        return new JpegSegments(header, default);
    }

    /// <summary>The next 0xFF, which may begin a marker.</summary>
    private static int NextMarker(ReadOnlySpan<byte> bytes, int at)
    {
        int distance = at < bytes.Length ? bytes[at..].IndexOf((byte)0xFF) : -1;
        return distance < 0 ? bytes.Length : at + distance;
    }
}
