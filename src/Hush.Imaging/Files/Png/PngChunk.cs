using System.Buffers.Binary;

namespace Hush.Imaging.Files.Png;

/// <summary>
/// A small PNG chunk that is written back as it was read. If the last letter of its type is lowercase, it stays valid when pixels
/// change ("safe to copy").
/// </summary>
internal sealed record PngChunk(string Type, byte[] Data, bool AfterPixels = false)
{
    /// <summary>The color chunks, with their names in the third edition and in its drafts.</summary>
    public static readonly string[] Colors = ["cICP", "mDCV", "mDCv", "cLLI", "cLLi", "sRGB", "gAMA", "cHRM"];

    /// <summary>Chunks that stay valid when pixels change, though they are not marked safe to copy.</summary>
    private static readonly string[] Known = ["sBIT", "bKGD", "pCAL", "sCAL", "sTER"];

    /// <summary>Chunks that are never kept, because they describe the old pixels or are handled elsewhere.</summary>
    private static readonly string[] Untrue = ["tRNS", "tIME", "fcTL", "fdAT", "acTL"];

    /// <summary>True for chunks that define how colors are interpreted, other than an ICC profile.</summary>
    public bool IsColor => Colors.Contains(Type);

    /// <summary>False if the content is known to be invalid.</summary>
    public bool IsSound => Type switch
    {
        "sRGB" => Data is [<= 3],
        "gAMA" => Data.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(Data) > 0,
        "cICP" => Data.Length == 4,
        "cHRM" => Data.Length == 32,
        "mDCV" or "mDCv" => Data.Length == 24,
        "cLLI" or "cLLi" => Data.Length == 8,
        "sBIT" => Data.Length is >= 1 and <= 4,
        "bKGD" => Data.Length is 1 or 2 or 6,
        "oFFs" => Data.Length == 9,
        "sTER" => Data.Length == 1,
        _ => true,
    };

    /// <summary>True for chunks that belong neither to PNG itself nor to its registered extensions.</summary>
    public static bool IsPrivate(string type) => !Colors.Contains(type) && !Known.Contains(type)
        && type is not ("oFFs" or "iCCP" or "eXIf" or "pHYs" or "tEXt" or "zTXt" or "iTXt" or "acTL");

    /// <summary>True for chunks that are written back.</summary>
    public static bool IsKept(string type) =>
        Colors.Contains(type) || Known.Contains(type) || (char.IsAsciiLetterLower(type[3]) && !Untrue.Contains(type));

    /// <summary>
    /// Converts the chunk for an image whose palette was expanded and whose samples have at least 8 bits; null if it no longer applies.
    /// </summary>
    public PngChunk? ForImage(in PngHeader header, bool hasAlpha, byte[]? palette)
    {
        bool isPromoted = header.BitDepth < 8 || header.Color == PngColor.Palette;
        if (Type == "sBIT")
        {
            if (isPromoted || Data.Length != header.SamplesPerPixel)
                return null;
            return header.SamplesPerPixel == header.Channels + (hasAlpha ? 1 : 0)
                ? this : this with { Data = [.. Data, (byte)header.BitDepth] };
        }

        if (Type == "pCAL")
            return isPromoted ? null : this;
        if (Type != "bKGD")
            return this;
        if (header.Color == PngColor.Palette)
        {
            return Data is [var entry] && 3 * entry < palette!.Length
                ? this with { Data = [0, palette[3 * entry], 0, palette[(3 * entry) + 1], 0, palette[(3 * entry) + 2]] } : null;
        }

        if (Data.Length != 2 * header.Channels)
            return null;
        int factor = header.BitDepth < 8 ? 255 / ((1 << header.BitDepth) - 1) : 1;
        return factor == 1 ? this : this with { Data = [0, (byte)(Data[1] * factor)] };
    }

    /// <summary>Whether the chunk is valid for an image with these samples.</summary>
    public bool Fits(int channels, bool hasAlpha, int bitDepth) => Type switch
    {
        "sBIT" => Data.Length == channels + (hasAlpha ? 1 : 0) && Array.TrueForAll(Data, bits => bits >= 1 && bits <= bitDepth),
        "bKGD" => Data.Length == 2 * channels && (bitDepth == 16 || Enumerable.Range(0, channels).All(c => Data[2 * c] == 0)),
        _ => true,
    };
}
