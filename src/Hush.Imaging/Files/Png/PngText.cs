using System.IO.Compression;
using System.Text;

namespace Hush.Imaging.Files.Png;

/// <summary>PNG text chunks: tEXt (Latin-1), zTXt (Latin-1, compressed) and iTXt (UTF-8, optionally compressed).</summary>
internal static class PngText
{
    private const int MaxKeywordLength = 79;
    private const int WorthCompressing = 1024;

    /// <summary>Parses a text chunk; null if it is damaged.</summary>
    public static TextEntry? Parse(string type, byte[] data, PngInflater inflater)
    {
        int at = 0;
        if (Field(data, ref at) is not { Length: >= 1 and <= MaxKeywordLength } key)
            return null;
        string keyword = Encoding.Latin1.GetString(key);
        if (type == "tEXt")
            return new TextEntry(keyword, Encoding.Latin1.GetString(data.AsSpan(at)));
        if (type == "zTXt")
        {
            bool known = at < data.Length && data[at] == 0;
            return known && inflater.Inflate(data.AsMemory(at + 1), type) is { } text
                ? new TextEntry(keyword, Encoding.Latin1.GetString(text)) : null;
        }

        if (at + 2 > data.Length || data[at] > 1 || (data[at] == 1 && data[at + 1] != 0))
            return null;
        bool compressed = data[at] == 1;
        at += 2;
        if (Field(data, ref at) is not { } language || Field(data, ref at) is not { } translated)
            return null;
        byte[]? content = compressed ? inflater.Inflate(data.AsMemory(at), type) : data[at..];
        return content is null ? null : new TextEntry(
            keyword, Encoding.UTF8.GetString(content), Encoding.Latin1.GetString(language), Encoding.UTF8.GetString(translated));
    }

    /// <summary>Creates the chunk for a text: Latin-1 if possible, compressed if worthwhile.</summary>
    public static (string Type, byte[] Data) Format(TextEntry entry)
    {
        byte[] keyword = Encoding.Latin1.GetBytes(
            entry.Keyword.Length > MaxKeywordLength ? entry.Keyword[..MaxKeywordLength] : entry.Keyword);
        bool international = entry.Language.Length > 0 || entry.TranslatedKeyword.Length > 0
            || entry.Keyword == TextEntry.XmpKeyword || entry.Text.Any(c => c > 0xFF);
        byte[] text = international ? Encoding.UTF8.GetBytes(entry.Text) : Encoding.Latin1.GetBytes(entry.Text);
        // Readers must be able to find XMP by searching for its text.
        bool compress = text.Length >= WorthCompressing && entry.Keyword != TextEntry.XmpKeyword;
        byte[] stored = compress ? Deflate(text) : text;
        if (!international)
            return compress ? ("zTXt", [.. keyword, 0, 0, .. stored]) : ("tEXt", [.. keyword, 0, .. stored]);
        byte[] language = Encoding.Latin1.GetBytes(entry.Language), translated = Encoding.UTF8.GetBytes(entry.TranslatedKeyword);
        return ("iTXt", [.. keyword, 0, (byte)(compress ? 1 : 0), 0, .. language, 0, .. translated, 0, .. stored]);
    }

    /// <summary>Compresses bytes with zlib.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var result = new MemoryStream();
        using (var deflater = new ZLibStream(result, CompressionLevel.Optimal))
            deflater.Write(data);
        return result.ToArray();
    }

    /// <summary>Reads the bytes up to the next zero and moves past it; null if there is no zero.</summary>
    private static byte[]? Field(byte[] data, ref int at)
    {
        int end = Array.IndexOf(data, (byte)0, at);
        if (end < 0)
            return null;
        byte[] field = data[at..end];
        at = end + 1;
        return field;
    }
}
