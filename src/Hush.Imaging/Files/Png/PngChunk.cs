using System.Buffers.Binary;

namespace Hush.Imaging.Files.Png;

/// <summary>A small chunk of PNG that is written as it was read: four letters and their data.</summary>
/// <param name="Type">The four letters; a small last one means that the chunk stays true when pixels change.</param>
/// <param name="Data">What it holds.</param>
/// <param name="AfterPixels">It stands behind the pixels.</param>
internal sealed record PngChunk(string Type, byte[] Data, bool AfterPixels = false)
{
    /// <summary>The chunks about color, as they are called in the third edition and in its drafts.</summary>
    public static readonly string[] Colors = ["cICP", "mDCV", "mDCv", "cLLI", "cLLi", "sRGB", "gAMA", "cHRM"];

    /// <summary>Chunks that stay true when pixels change, though their letters do not say so.</summary>
    private static readonly string[] Known = ["sBIT", "bKGD", "pCAL", "sCAL", "sTER"];

    /// <summary>Chunks that describe what is no longer so, though their letters say that they may be copied.</summary>
    private static readonly string[] Untrue = ["tRNS", "tIME", "fcTL", "fdAT", "acTL"];

    /// <summary>True if it tells how colors are meant, beside an ICC profile.</summary>
    public bool IsColor => Colors.Contains(Type);

    /// <summary>True if its content is possible, as far as that is known.</summary>
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

    /// <summary>True if it is neither of PNG itself nor of its registered extensions.</summary>
    public static bool IsPrivate(string type) => !Colors.Contains(type) && !Known.Contains(type) && type is not ("oFFs" or "iCCP" or "eXIf" or "pHYs" or "tEXt" or "zTXt" or "iTXt" or "acTL");

    /// <summary>True if such a chunk is to be written again.</summary>
    public static bool IsKept(string type) => Colors.Contains(type) || Known.Contains(type) || (char.IsAsciiLetterLower(type[3]) && !Untrue.Contains(type));

    /// <summary>
    /// The chunk for an image whose palette became colors and whose samples have at least 8 bits; null if it then no longer holds.
    /// </summary>
    public PngChunk? ForImage(in PngHeader header, bool hasAlpha, byte[]? palette)
    {
        bool isPromoted = header.BitDepth < 8 || header.Color == PngColor.Palette;
        if (Type == "sBIT")
        {
            if (isPromoted || Data.Length != header.SamplesPerPixel)
                return null;
            return header.SamplesPerPixel == header.Channels + (hasAlpha ? 1 : 0) ? this : this with { Data = [.. Data, (byte)header.BitDepth] };
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

    /// <summary>True if it holds for an image of these samples.</summary>
    public bool Fits(int channels, bool hasAlpha, int bitDepth) => Type switch
    {
        "sBIT" => Data.Length == channels + (hasAlpha ? 1 : 0) && Array.TrueForAll(Data, bits => bits >= 1 && bits <= bitDepth),
        "bKGD" => Data.Length == 2 * channels && (bitDepth == 16 || Enumerable.Range(0, channels).All(c => Data[2 * c] == 0)),
        _ => true,
    };
}
