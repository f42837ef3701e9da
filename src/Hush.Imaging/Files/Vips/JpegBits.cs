using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Reads bits of the JPEG scan at <paramref name="start"/>, most significant first, up to the next marker. Reads past it return zeros
/// and set <see cref="IsExhausted"/>.
/// </summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at = start;
    private ulong _bits;        // the next bit is the most significant
    private int _count;         // number of valid bits in _bits

    /// <summary>More bits were read than there are before the marker.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Reads up to 16 bits as an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        if (_count < bits)
            Fill();
        int value = bits == 0 ? 0 : (int)(_bits >> (64 - bits));
        Drop(bits);
        return value;
    }

    /// <summary>Reads a Huffman code.</summary>
    /// <returns>Its symbol; -1 if the bits match no code.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(JpegHuffman table)
    {
        if (_count < JpegHuffman.MaxCodeLength)
            Fill();
        var (symbol, length) = table.Find((int)(_bits >> (64 - JpegHuffman.MaxCodeLength)));
        Drop(length);
        return symbol;
    }

    /// <summary>Moves to the next marker, at the end of a scan or before a restart.</summary>
    /// <param name="leftover">Number of whole bytes that were not read.</param>
    /// <returns>The offset of the marker's 0xFF; the file's length if there is none.</returns>
    public int ToMarker(out int leftover)
    {
        leftover = _count / 8;
        while (Next() >= 0)
            leftover++;
        (_bits, _count) = (0, 0);
        return _at;
    }

    /// <summary>Size of the file in bytes.</summary>
    public readonly int Length => _data.Length;

    public readonly byte this[int at] => _data[at];

    /// <summary>Skips a restart marker.</summary>
    public void Restart() => _at += 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Drop(int bits)
    {
        IsExhausted |= bits > _count;
        _bits <<= bits;
        _count = Math.Max(0, _count - bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private void Fill()
    {
        while (_count <= 56 && Next() is >= 0 and var value)
        {
            _bits |= (ulong)value << (56 - _count);
            _count += 8;
        }
    }

    /// <summary>The next byte of data, or -1 at a marker or the end. A data byte 0xFF is stuffed: followed by a zero.</summary>
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

/// <summary>A Huffman table.</summary>
internal sealed class JpegHuffman
{
    public const int MaxCodeLength = 16;

    private const int QuickBits = 9;

    private readonly short[] _quick = new short[1 << QuickBits];       // length x 256 + symbol of the codes up to QuickBits long, else 0
    private readonly int[] _end = new int[MaxCodeLength + 1];            // by length: one past its last code, shifted to 16 bits
    private readonly int[] _offset = new int[MaxCodeLength + 1];         // by length: index of a symbol minus its code
    private readonly byte[] _symbols;

    /// <summary>Builds the table from a DHT segment.</summary>
    /// <param name="counts">Number of codes of each length from 1 to 16 bits.</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        for (int length = 1, code = 0, index = 0; length <= MaxCodeLength; length++, code <<= 1)
        {
            _offset[length] = index - code;
            for (int i = 0; i < counts[length - 1] && index < _symbols.Length; i++, code++, index++)
            {
                int first = length <= QuickBits ? code << (QuickBits - length) : _quick.Length, next = length <= QuickBits
                    ? (code + 1) << (QuickBits - length) : 0;
                for (int quick = first; quick < Math.Min(next, _quick.Length); quick++)
                    _quick[quick] = (short)((length << 8) | _symbols[index]);
            }

            _end[length] = code << (MaxCodeLength - length);
        }
    }

    /// <summary>The symbol whose code the 16 bits start with, and the code's length; (-1, 0) if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public (int Symbol, int Length) Find(int bits)
    {
        int quick = _quick[bits >> (MaxCodeLength - QuickBits)];
        if (quick != 0)
            return (quick & 0xFF, quick >> 8);
        for (int length = QuickBits + 1; length <= MaxCodeLength; length++)
        {
            int index = (bits >> (MaxCodeLength - length)) + _offset[length];
            if (bits < _end[length])
                return index >= 0 && index < _symbols.Length ? (_symbols[index], length) : (-1, 0);
        }

        return (-1, 0);
    }
}
