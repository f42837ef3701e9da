using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Reads bits of a JPEG scan, most significant first, up to the next marker; behind it come zeros, which <see cref="IsExhausted"/> tells.
/// </summary>
/// <param name="data">The file.</param>
/// <param name="start">Where the scan's data begins.</param>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at = start;
    private ulong _bits;        // the next bit is the highest
    private int _count;         // of those, how many are of the data

    /// <summary>More bits were asked for than there are before the marker.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Takes up to 16 bits as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        if (_count < bits)
            Fill();
        int value = bits == 0 ? 0 : (int)(_bits >> (64 - bits));
        Drop(bits);
        return value;
    }

    /// <summary>Takes a Huffman code.</summary>
    /// <returns>Its symbol; -1 if no code begins so.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(JpegHuffman table)
    {
        if (_count < JpegHuffman.LongestCode)
            Fill();
        var (symbol, length) = table.Find((int)(_bits >> (64 - JpegHuffman.LongestCode)));
        Drop(length);
        return symbol;
    }

    /// <summary>Goes to the next marker, as at the end of a scan or before a restart.</summary>
    /// <param name="leftover">Whole bytes that were not read.</param>
    /// <returns>Where its 0xFF lies; the file's length if there is none.</returns>
    public int ToMarker(out int leftover)
    {
        leftover = _count / 8;
        while (Next() >= 0)
            leftover++;
        (_bits, _count) = (0, 0);
        return _at;
    }

    /// <summary>Bytes of the file.</summary>
    public readonly int Length => _data.Length;

    /// <summary>A byte of the file.</summary>
    public readonly byte this[int at] => _data[at];

    /// <summary>Goes on behind a restart marker.</summary>
    public void Restart() => _at += 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Drop(int bits)
    {
        IsExhausted |= bits > _count;
        _bits <<= bits;
        _count = Math.Max(0, _count - bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    private void Fill()
    {
        while (_count <= 56 && Next() is >= 0 and var value)
        {
            _bits |= (ulong)value << (56 - _count);
            _count += 8;
        }
    }

    /// <summary>The next byte of data, or -1 at a marker or the end. A 0xFF of the data is followed by a zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next()
    {
        if (_at >= _data.Length)
            return -1;
        byte value = _data[_at];
        if (value != 0xFF)
        {
            _at++;
            return value;
        }

        while (_at + 1 < _data.Length && _data[_at + 1] == 0xFF)
            _at++;
        if (_at + 1 >= _data.Length || _data[_at + 1] != 0)
            return -1;
        _at += 2;
        return 0xFF;
    }
}

/// <summary>A table of Huffman codes.</summary>
internal sealed class JpegHuffman
{
    public const int LongestCode = 16;

    private const int QuickBits = 9;

    private readonly short[] _quick = new short[1 << QuickBits];       // length x 256 + symbol of the codes up to that length; 0 for longer ones
    private readonly int[] _end = new int[LongestCode + 1];            // by length: behind its last code, filled up to 16 bits
    private readonly int[] _offset = new int[LongestCode + 1];         // by length: place of a symbol less its code
    private readonly byte[] _symbols;

    /// <param name="counts">Of the codes of 1 to 16 bits.</param>
    /// <param name="symbols">In the order of their codes.</param>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        for (int length = 1, code = 0, place = 0; length <= LongestCode; length++, code <<= 1)
        {
            _offset[length] = place - code;
            for (int i = 0; i < counts[length - 1] && place < _symbols.Length; i++, code++, place++)
            {
                int first = length <= QuickBits ? code << (QuickBits - length) : _quick.Length, next = length <= QuickBits ? (code + 1) << (QuickBits - length) : 0;
                for (int quick = first; quick < Math.Min(next, _quick.Length); quick++)
                    _quick[quick] = (short)((length << 8) | _symbols[place]);
            }

            _end[length] = code << (LongestCode - length);
        }
    }

    /// <summary>The symbol whose code the 16 bits begin with, and the code's length; -1 and 0 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
    public (int Symbol, int Length) Find(int bits)
    {
        int quick = _quick[bits >> (LongestCode - QuickBits)];
        if (quick != 0)
            return (quick & 0xFF, quick >> 8);
        for (int length = QuickBits + 1; length <= LongestCode; length++)
        {
            int place = (bits >> (LongestCode - length)) + _offset[length];
            if (bits < _end[length])
                return place >= 0 && place < _symbols.Length ? (_symbols[place], length) : (-1, 0);
        }

        return (-1, 0);
    }
}
