namespace Hush.Imaging.Files.Containers;

/// <summary>A segment of a JPEG file.</summary>
/// <param name="Marker">The second byte of its marker.</param>
/// <param name="Data">The data after the length field.</param>
internal readonly record struct JpegSegment(byte Marker, ReadOnlyMemory<byte> Data)
{
    public const byte App1 = 0xE1, App2 = 0xE2, App11 = 0xEB, Comment = 0xFE;

    /// <summary>The data after a name, or null if the segment has another marker or does not start with that name.</summary>
    public ReadOnlyMemory<byte>? After(byte marker, ReadOnlySpan<byte> name) =>
        Marker == marker && Data.Span.StartsWith(name) ? Data[name.Length..] : (ReadOnlyMemory<byte>?)null;
}

/// <summary>The segments of a JPEG file before its first scan, and the bytes after its image.</summary>
internal sealed class JpegSegments
{
    private JpegSegments(List<JpegSegment> header, ReadOnlyMemory<byte> behind)
    {
        Header = header;
        Behind = behind;
    }

    public IReadOnlyList<JpegSegment> Header { get; }

    /// <summary>The bytes after the end of the image, where phones store further images and videos.</summary>
    public ReadOnlyMemory<byte> Behind { get; }

    /// <summary>Parses a file: returns no segments if it is not a JPEG file, and those that can be read if it is damaged.</summary>
    public static JpegSegments Of(ReadOnlyMemory<byte> file)
    {
        var header = new List<JpegSegment>();
        var markers = new JpegMarkers(file.Span);
        bool inHeader = true;
        while (markers.MoveNext())
        {
            if (markers.Marker == JpegMarkers.EndOfImage)
                return new JpegSegments(header, file[markers.End..]);
            inHeader &= markers.Marker != JpegMarkers.StartOfScan;
            if (inHeader)
                header.Add(new JpegSegment(markers.Marker, file[markers.Start..markers.End]));
        }

        return new JpegSegments(header, default);
    }
}
