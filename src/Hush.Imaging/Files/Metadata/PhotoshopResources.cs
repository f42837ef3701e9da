using System.Buffers.Binary;

namespace Hush.Imaging.Files;

/// <summary>Photoshop image resources in JPEG and TIFF files: "8BIM", an identifier, a name, data.</summary>
internal static class PhotoshopResources
{
    private const int OldThumbnail = 1033, Thumbnail = 1036;

    private static readonly byte[] Name = [.. "Photoshop 3.0\0"u8];

    /// <summary>Removes thumbnails. Returns the same bytes if there are none or if a resource is damaged.</summary>
    /// <param name="resources">With or without the signature that precedes them in a JPEG.</param>
    public static ReadOnlyMemory<byte> WithoutThumbnail(ReadOnlyMemory<byte> resources)
    {
        ReadOnlySpan<byte> bytes = resources.Span;
        int start = bytes.StartsWith(Name) ? Name.Length : 0;
        var kept = new List<byte>(bytes[..start].ToArray());
        bool isChanged = false;
        for (int at = start; at < bytes.Length;)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            if (rest.Length < 12 || !rest.StartsWith("8BIM"u8))
                return resources;
            int name = Even(1 + rest[6]), header = 6 + name + 4;
            if (rest.Length < header)
                return resources;
            long length = BinaryPrimitives.ReadUInt32BigEndian(rest[(header - 4)..]);
            if (header + length > rest.Length)
                return resources;
            int whole = Math.Min(rest.Length, header + Even((int)length));
            if (BinaryPrimitives.ReadUInt16BigEndian(rest[4..]) is OldThumbnail or Thumbnail)
                isChanged = true;
            else
                kept.AddRange(rest[..whole]);
            at += whole;
        }

        return isChanged ? kept.ToArray() : resources;
    }

    private static int Even(int length) => length + (length % 2);
}
