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
