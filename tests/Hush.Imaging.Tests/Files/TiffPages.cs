using System.Buffers.Binary;
using System.Text;

namespace Hush.Imaging.Tests.Files;

/// <summary>A page of a synthetic TIFF file.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
/// <param name="Data">Contents of each strip or tile, as stored in the file.</param>
internal sealed record TiffTestPage(int Width, int Height, params byte[][] Data)
{
    public ushort[] Bits { get; init; } = [8];

    public ushort Photometric { get; init; } = 1;

    public ushort Compression { get; init; } = 1;

    public ushort Planar { get; init; } = 1;

    public ushort? Extra { get; init; }

    public ushort? Format { get; init; }

    public uint? Subfile { get; init; }

    public ushort? Tile { get; init; }

    public string? Description { get; init; }

    public ushort[]? Palette { get; init; }

    /// <summary>Horizontal and vertical resolution as fractions, and the unit.</summary>
    public (uint X, uint OfX, uint Y, uint OfY, ushort Unit)? Resolution { get; init; }
}

/// <summary>Writes TIFF files of all kinds, field by field.</summary>
internal sealed class TiffPages
{
    private readonly List<byte> _file = [];
    private readonly bool _isBigEndian, _isBigTiff;

    private TiffPages(bool isBigEndian, bool isBigTiff) => (_isBigEndian, _isBigTiff) = (isBigEndian, isBigTiff);

    public static byte[] Of(params TiffTestPage[] pages) => Of(false, false, pages);

    public static byte[] Of(bool bigEndian, bool bigTiff, params TiffTestPage[] pages)
    {
        var made = new TiffPages(bigEndian, bigTiff);
        made._file.AddRange(bigEndian ? "MM"u8 : "II"u8);
        made._file.AddRange(bigTiff ? [.. made.Number(43, 2), .. made.Number(8, 2), .. made.Number(0, 2)] : made.Number(42, 2));
        foreach (TiffTestPage page in pages)
            made.Add(page);
        made._file.AddRange(made.Number(0, made.Offset));
        return [.. made._file];
    }

    private int Offset => _isBigTiff ? 8 : 4;

    /// <summary>Appends the data, the values and the directory of a page, without the offset of the next directory.</summary>
    private void Add(TiffTestPage page)
    {
        int pointer = _file.Count;
        _file.AddRange(new byte[Offset]);
        long[] places = [.. page.Data.Select(Append)];
        var fields = new SortedDictionary<ushort, (ushort Type, byte[] Value)>
        {
            [256] = (4, Number(page.Width, 4)), [257] = (4, Number(page.Height, 4)), [258] = Shorts(page.Bits),
            [259] = Shorts(page.Compression),
            [262] = Shorts(page.Photometric), [277] = Shorts((ushort)page.Bits.Length), [284] = Shorts(page.Planar),
            [page.Tile is null ? (ushort)273 : (ushort)324] = Longs(places),
            [page.Tile is null ? (ushort)279 : (ushort)325] = Longs([.. page.Data.Select(d => (long)d.Length)]),
        };
        if (page.Tile is { } tile)
            (fields[322], fields[323]) = (Shorts(tile), Shorts(tile));
        else
            fields[278] = (4, Number(page.Height, 4));
        if (page.Subfile is { } subfile)
            fields[254] = (4, Number(subfile, 4));
        if (page.Description is { } text)
            fields[270] = (2, [.. Encoding.ASCII.GetBytes(text), 0]);
        if (page.Resolution is { } r)
            (fields[282], fields[283], fields[296]) =
                ((5, [.. Number(r.X, 4), .. Number(r.OfX, 4)]), (5, [.. Number(r.Y, 4), .. Number(r.OfY, 4)]), Shorts(r.Unit));
        if (page.Palette is { } palette)
            fields[320] = Shorts(palette);
        if (page.Extra is { } extra)
            fields[338] = Shorts(extra);
        if (page.Format is { } format)
            fields[339] = Shorts([.. page.Bits.Select(_ => format)]);
        byte[][] entries = [.. fields.Select(f => Entry(f.Key, f.Value.Type, f.Value.Value))];
        Number(_file.Count, Offset).CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_file)[pointer..]);
        _file.AddRange(Number(entries.Length, _isBigTiff ? 8 : 2));
        foreach (byte[] entry in entries)
            _file.AddRange(entry);
    }

    private byte[] Entry(ushort tag, ushort type, byte[] value)
    {
        int size = type switch { 2 => 1, 3 => 2, 4 => 4, _ => 8 };
        byte[] inPlace = value.Length <= Offset ? [.. value, .. new byte[Offset - value.Length]] : Number(Append(value), Offset);
        return [.. Number(tag, 2), .. Number(type, 2), .. Number(value.Length / size, Offset), .. inPlace];
    }

    private long Append(byte[] bytes)
    {
        if (_file.Count % 2 != 0)
            _file.Add(0);
        int at = _file.Count;
        _file.AddRange(bytes);
        return at;
    }

    private (ushort Type, byte[] Value) Shorts(params ushort[] values) => (3, [.. values.SelectMany(v => Number(v, 2))]);

    private (ushort Type, byte[] Value) Longs(long[] values) => (4, [.. values.SelectMany(v => Number(v, 4))]);

    private byte[] Number(long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        byte[] low = bytes[..size];
        if (_isBigEndian)
            Array.Reverse(low);
        return low;
    }
}
