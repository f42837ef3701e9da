namespace Hush.Imaging.Files.Containers;

/// <summary>
/// Data that phones and cameras store in a JPEG file in addition to its image. Only the image is read; the rest is reported.
/// </summary>
internal static class JpegAttachments
{
    private const ushort ImageCount = 0xB001, ImageList = 0xB002;
    private const uint KindMask = 0xFF0000, SmallerCopy = 0x010000;
    private const int EntryLength = 16;

    /// <summary>Adds notes on a gain map, a video, further images, Content Credentials, and other bytes after the image.</summary>
    public static void Note(JpegSegments segments, ReadOnlySpan<byte> xmp, ICollection<string> notes)
    {
        ReadOnlySpan<byte> behind = segments.Behind.Span;
        bool hasGainMap = HasGainMap(segments, xmp);
        bool hasVideo = XmpPacket.HasVideo(xmp) || (behind.IndexOf("ftyp"u8) >= 0 && behind.IndexOf("moov"u8) >= 0);
        int images = hasGainMap ? 1 : Listed(segments);
        if (hasGainMap)
            notes.Add("Its HDR gain map is left out: the image is in standard dynamic range.");
        if (hasVideo)
            notes.Add("Its video (motion photo) is left out.");
        if (images > 1)
            notes.Add($"It holds {images} images (multi-picture format); only the first is read.");
        if (segments.Header.Any(s => s.Marker == JpegSegment.App11 && s.Data.Span.IndexOf("c2pa"u8) >= 0))
            notes.Add("Its Content Credentials (C2PA) are not valid for changed pixels and are left out.");
        bool isExplained = hasGainMap || hasVideo || segments.Header.Any(s => s.After(JpegSegment.App2, "MPF\0"u8) is not null);
        if (!isExplained && behind.ContainsAnyExcept<byte>([0, 0xFF, (byte)'\r', (byte)'\n']))
            notes.Add($"After its end are {behind.Length} more bytes, which are left out.");
    }

    /// <summary>The number of images in the file, not counting a gain map or smaller copies of the first.</summary>
    public static int Images(JpegSegments segments) => HasGainMap(segments, JpegXmp.Read(segments, []).Main.Span) ? 1 : Listed(segments);

    private static bool HasGainMap(JpegSegments segments, ReadOnlySpan<byte> xmp) =>
        HasGainMap(xmp) || HasGainMap(segments.Behind.Span)
        || segments.Header.Any(s => s.After(JpegSegment.App2, "urn:iso:std:iso:ts:21496:-1"u8) is not null);

    /// <summary>Looks for the gain map identifiers of Adobe, ISO and Apple.</summary>
    private static bool HasGainMap(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("http://ns.adobe.com/hdr-gain-map/1.0/"u8) >= 0 || bytes.IndexOf("urn:iso:std:iso:ts:21496:-1"u8) >= 0
            || bytes.IndexOf("aux:hdrgainmap"u8) >= 0;

    /// <summary>
    /// The number of images in the multi-picture index (CIPA DC-007); 1 if there is no index, or if all others are smaller copies of
    /// the first.
    /// </summary>
    private static int Listed(JpegSegments segments)
    {
        foreach (JpegSegment segment in segments.Header)
        {
            if (segment.After(JpegSegment.App2, "MPF\0"u8) is not { } block || TiffStructure.Open(block) is not { } structure
                || structure.First() is not { } list)
                continue;
            byte[] entries = list.Find(ImageList)?.Value ?? [];
            bool areCopies = entries.Length > EntryLength;
            for (int at = EntryLength; at + EntryLength <= entries.Length; at += EntryLength)
                areCopies &= (structure.Long(entries.AsSpan(at)) & KindMask) == SmallerCopy;
            return areCopies ? 1 : (int)Math.Min(list.Find(ImageCount)?.Number ?? 1, ushort.MaxValue);
        }

        return 1;
    }
}
