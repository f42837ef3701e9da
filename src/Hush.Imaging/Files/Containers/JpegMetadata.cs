using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Hush.Imaging.Files.Containers;

/// <summary>
/// Metadata segments of JPEG files. EXIF, XMP, IPTC and the color profile are inserted byte for byte; density, XMP, comments and data
/// after the image are read.
/// </summary>
internal static class JpegMetadata
{
    /// <summary>Maximum size in bytes of EXIF or an XMP packet: a segment's length field has 16 bits.</summary>
    public const int MaxBlock = 65533 - 32;

    private const byte Exif = 0xE1, Profile = 0xE2, Resources = 0xED, Jfif = 0xE0;
    private const int ProfilePart = 65000;

    private static readonly byte[] ExifName = [.. "Exif\0\0"u8];
    private static readonly byte[] JfifName = [.. "JFIF\0"u8], ProfileName = [.. "ICC_PROFILE\0"u8];

    /// <summary>Inserts the metadata into a JPEG file that has none.</summary>
    /// <param name="file">A JPEG file without metadata, except for a JFIF segment, which is replaced.</param>
    /// <param name="metadata">Source of everything but EXIF. A main XMP packet that is too long for a segment is written as extended
    /// XMP.</param>
    /// <param name="exif">Starts with the TIFF header. If it is too long for a segment, only orientation and software are
    /// written.</param>
    public static byte[] Insert(byte[] file, ImageMetadata metadata, ReadOnlyMemory<byte> exif)
    {
        int at = 2;
        if (file.Length > 6 && file[2] == 0xFF && file[3] == Jfif)
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(4));       // JFIF is rewritten
        if (exif.Length > MaxBlock)
            exif = ExifBlock.For(metadata with { Exif = default }, withResolution: false);
        using var result = new MemoryStream(file.Length + exif.Length + metadata.Icc.Length + metadata.Xmp.Length + 1024);
        result.Write(file.AsSpan(0, 2));
        Write(result, Jfif, JfifName, Density(metadata.Resolution));
        if (!exif.IsEmpty)
            Write(result, Exif, ExifName, exif.Span);
        foreach (var (name, data) in JpegXmp.Segments(metadata.Xmp, metadata.ExtendedXmp))
            Write(result, JpegSegment.App1, name, data.Span);
        if (metadata.Iptc.Length is > 0 and <= MaxBlock)
            Write(result, Resources, [], metadata.Iptc.Span);
        int parts = (metadata.Icc.Length + ProfilePart - 1) / ProfilePart;
        for (int part = 0; part < parts && parts <= byte.MaxValue; part++)
        {
            int start = part * ProfilePart, length = Math.Min(ProfilePart, metadata.Icc.Length - start);
            Write(result, Profile, [.. ProfileName, (byte)(part + 1), (byte)parts], metadata.Icc.Span.Slice(start, length));
        }

        foreach (TextEntry comment in metadata.Texts.Where(t => t.Keyword == TextEntry.CommentKeyword))
        {
            byte[] text = Encoding.UTF8.GetBytes(comment.Text);
            Write(result, JpegSegment.Comment, [], text.AsSpan(0, Math.Min(text.Length, MaxBlock)));
        }

        result.Write(file.AsSpan(at));
        return result.ToArray();
    }

    /// <summary>
    /// Adds the metadata that only the segments hold: XMP with its extension, and comments. Adds notes on data that is not read.
    /// </summary>
    /// <exception cref="ImageFormatException">The metadata exceeds the limit.</exception>
    public static ImageMetadata Complete(ImageSource source, ImageMetadata metadata, ReadOnlyMemory<byte> file, ICollection<string> notes)
    {
        JpegSegments segments = JpegSegments.Of(file);
        var (main, extended) = JpegXmp.Read(segments, notes);
        var comments = new List<TextEntry>();
        foreach (JpegSegment segment in segments.Header.Where(s => s.Marker == JpegSegment.Comment && !s.Data.IsEmpty))
        {
            ReadOnlySpan<byte> text = segment.Data.Span.TrimEnd((byte)0);
            comments.Add(new TextEntry(TextEntry.CommentKeyword, (Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.Latin1).GetString(text)));
        }

        if (main.Length + (long)extended.Length + comments.Sum(c => (long)c.Text.Length) > source.Limits.MaxMetadata)
            throw source.TooMuchMetadata("its XMP and comments");
        JpegAttachments.Note(segments, main.Span, notes);
        return metadata with { Xmp = XmpPacket.WithoutAttachments(main), ExtendedXmp = extended, Texts = comments };
    }

    /// <summary>The density in the JFIF segment in pixels per meter; null if there is none or the file is not a JPEG.</summary>
    public static Resolution? Density(ReadOnlySpan<byte> file)
    {
        if (file.Length < 18 || !file.StartsWith<byte>([0xFF, 0xD8, 0xFF, Jfif]) || !file[6..].StartsWith("JFIF\0"u8))
            return null;
        double perMetre = file[13] switch { 1 => 1 / 0.0254, 2 => 100, _ => 0 };
        double x = BinaryPrimitives.ReadUInt16BigEndian(file[14..]), y = BinaryPrimitives.ReadUInt16BigEndian(file[16..]);
        var resolution = new Resolution(x * perMetre, y * perMetre);
        return resolution.IsSound ? resolution : null;
    }

    /// <summary>JFIF data: version 1.1, unit (0 none, 1 inch), horizontal and vertical pixels per unit, no thumbnail.</summary>
    private static byte[] Density(Resolution? resolution)
    {
        byte[] data = [1, 1, 0, 0, 1, 0, 1, 0, 0];
        if (resolution is not { IsSound: true } known)
            return data;
        (double x, double y) = known.IsAspectOnly ? (known.X, known.Y) : known.DotsPerInch;
        data[2] = (byte)(known.IsAspectOnly ? 0 : 1);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(3), (ushort)Math.Clamp(Math.Round(x), 1, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(5), (ushort)Math.Clamp(Math.Round(y), 1, ushort.MaxValue));
        return data;
    }

    private static void Write(MemoryStream output, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> start = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(start[2..], (ushort)(2 + name.Length + data.Length));
        output.Write(start);
        output.Write(name);
        output.Write(data);
    }
}
