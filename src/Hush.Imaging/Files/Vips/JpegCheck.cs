using System.Runtime.CompilerServices;
using Hush.Imaging.Files.Containers;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Parses a whole JPEG file, including its Huffman codes, and reports what is damaged or missing. The decoder fills missing parts with
/// gray, and does not report damage in the last rows or between two scans.
/// </summary>
internal sealed class JpegCheck
{
    private const byte Tables = 0xC4, RestartInterval = 0xDD, FirstRestart = 0xD0;
    private const int Coefficients = 64, NothingYet = 255, MaxScans = 500, SixteenZeros = 0xF0;

    private readonly Action<JpegCheck> _onFrame;
    private readonly List<Component> _components = [];
    private readonly JpegHuffman?[] _dc = JpegStandardTables.Dc(), _ac = JpegStandardTables.Ac();
    private byte _frame;
    private int _interval;

    private JpegCheck(Action<JpegCheck> onFrame) => _onFrame = onFrame;

    public int Precision { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Samples per pixel.</summary>
    public int Channels => _components.Count;

    /// <summary>Compressed in several passes over the whole image.</summary>
    public bool IsProgressive => _frame == 0xC2;

    /// <summary>What is damaged, or null. The file is not checked past the first damage.</summary>
    public string? Damage { get; private set; }

    /// <summary>True if the end-of-image marker is present.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>
    /// Unused bytes after the last pixel of a scan. Some cameras write a few, but damage can also make the pixels end early.
    /// </summary>
    public int Leftover { get; private set; }

    /// <summary>True if scans provided every bit of every coefficient of all components.</summary>
    public bool IsComplete => _components.Count > 0 && _components.TrueForAll(c => Array.TrueForAll(c.BitsMissing, bits => bits == 0));

    /// <summary>A JPEG feature that the decoder does not support, or null.</summary>
    public string? Unsupported => _frame switch
    {
        0xC3 or 0xCB => "a lossless JPEG",
        0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF => "a hierarchical JPEG",
        0xC9 or 0xCA => "a JPEG with arithmetic coding",
        0xF7 => "a JPEG-LS file",
        _ when _frame != 0 && Precision != 8 => $"a JPEG with {Precision} bits per sample",
        _ when _frame != 0 && Height == 0 => "a JPEG that gives its height after the image data (DNL)",
        _ => null,
    };

    /// <summary>
    /// Checks a file, starting at its first marker. <paramref name="onFrame"/> is called once the size is known, before anything is
    /// allocated for it. It may throw, or start decoding the same file.
    /// </summary>
    public static JpegCheck Of(ReadOnlySpan<byte> file, Action<JpegCheck> onFrame)
    {
        var check = new JpegCheck(onFrame);
        if (HasTooManyScans(file))
            check.Damage = $"it has more than {MaxScans} scans";
        check.Walk(file);
        return check;
    }

    /// <summary>
    /// Whether decoding could take very long. Counted up front, since the caller may start decoding at the frame header.
    /// </summary>
    private static bool HasTooManyScans(ReadOnlySpan<byte> file)
    {
        var markers = new JpegMarkers(file);
        int scans = 0;
        while (scans <= MaxScans && markers.MoveNext() && markers.Marker != JpegMarkers.EndOfImage)
            scans += markers.Marker == JpegMarkers.StartOfScan ? 1 : 0;
        return scans > MaxScans;
    }

    private void Walk(ReadOnlySpan<byte> file)
    {
        var markers = new JpegMarkers(file);
        while (Damage is null && Unsupported is null && markers.MoveNext())
        {
            byte marker = markers.Marker;
            ReadOnlySpan<byte> segment = markers.Data;
            if (marker == JpegMarkers.EndOfImage)
            {
                HasEnd = true;
                return;
            }

            if (marker == JpegMarkers.StartOfScan)
            {
                int at = markers.End;
                Scan(segment, file, ref at);
                markers.End = at;
            }
            else if (marker == Tables)
            {
                AddTables(segment);
            }
            else if (marker == RestartInterval && segment.Length >= 2)
            {
                _interval = (segment[0] << 8) | segment[1];
            }
            else if (_frame == 0 && (marker is (>= 0xC0 and <= 0xCF and not (0xC8 or 0xCC)) or 0xF7))
            {
                Start(marker, segment);
            }
        }
    }

    private void AddTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 17)
        {
            int count = 0;
            foreach (byte codes in segment[1..17])
                count += codes;
            if (count > 256 || 17 + count > segment.Length || (segment[0] & 15) > 3)
                return;
            ((segment[0] >> 4) == 0 ? _dc : _ac)[segment[0] & 15] = new JpegHuffman(segment[1..17], segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    private void Start(byte marker, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5]))
            return;
        (_frame, Precision) = (marker, segment[0]);
        Height = (segment[1] << 8) | segment[2];
        Width = (segment[3] << 8) | segment[4];
        for (int i = 0; i < segment[5]; i++)
            _components.Add(new Component(segment[6 + (3 * i)], segment[7 + (3 * i)] >> 4, segment[7 + (3 * i)] & 15));
        if (_components.Exists(c => c.Across is < 1 or > 4 || c.Down is < 1 or > 4) || _components.Count is < 1 or > 4)
        {
            Damage = "its frame header is invalid";
            return;
        }

        if (Unsupported is not null)
            return;
        _onFrame(this);
        foreach (Component c in _components)
        {
            int maxAcross = _components.Max(o => o.Across), maxDown = _components.Max(o => o.Down);
            (c.Wide, c.High) = (Blocks(Width, c.Across, maxAcross), Blocks(Height, c.Down, maxDown));
            (c.PaddedWide, c.PaddedHigh) = (c.Across * Blocks(Width, 1, maxAcross), c.Down * Blocks(Height, 1, maxDown));
            if (IsProgressive)
                c.NonZero = new ulong[c.PaddedWide * c.PaddedHigh];
        }
    }

    /// <summary>Number of 8-sample blocks of a component along a side of this many pixels.</summary>
    private static int Blocks(int pixels, int factor, int max) => ((((pixels * factor) + max - 1) / max) + 7) / 8;

    private void Scan(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> file, ref int at)
    {
        if (segment.IsEmpty || segment[0] is < 1 or > 4 || segment.Length < 4 + (2 * segment[0]) || _components.Count == 0)
        {
            Damage = "a scan header is invalid";
            return;
        }

        var parts = new List<ScanPart>();
        for (int i = 0; i < segment[0]; i++)
        {
            byte id = segment[1 + (2 * i)], tables = segment[2 + (2 * i)];
            if (_components.Find(c => c.Id == id) is not { } component)
            {
                Damage = "a scan refers to an unknown component";
                return;
            }

            parts.Add(new ScanPart(component, _dc[(tables >> 4) & 3], _ac[tables & 3]));
        }

        ReadOnlySpan<byte> range = segment[(1 + (2 * segment[0]))..];
        var band = IsProgressive ? new Band(range[0], Math.Min((int)range[1], Coefficients - 1), range[2] >> 4, range[2] & 15)
            : new Band(0, Coefficients - 1, 0, 0);
        foreach (ScanPart part in parts)
        {
            for (int k = band.First; k <= band.Last; k++)
                part.Component.BitsMissing[k] = (byte)band.Low;
        }

        bool needsDc = band.First == 0 && band.High == 0, needsAc = band.Last > 0;
        if (parts.Exists(p => (needsDc && p.Dc is null) || (needsAc && p.Ac is null)))
            Damage = "a Huffman table is missing";
        else
            Decode(new JpegBits(file, at), parts, band, ref at);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(JpegBits bits, List<ScanPart> parts, Band band, ref int at)
    {
        bool isSingle = parts.Count == 1;
        Component first = parts[0].Component;
        int wide = isSingle ? first.Wide : first.PaddedWide / first.Across, high = isSingle ? first.High : first.PaddedHigh / first.Down;
        int run = 0, restart = 0, left = _interval;
        for (int unit = 0; unit < wide * high; unit++)
        {
            if (_interval > 0 && left-- == 0)
            {
                at = bits.ToMarker(out int extra);
                Leftover += extra;
                if (at + 1 >= bits.Length || bits[at + 1] != FirstRestart + restart)
                {
                    Damage = "a restart marker is missing";
                    return;
                }

                bits.Restart();
                (restart, left, run) = ((restart + 1) % 8, _interval - 1, 0);
            }

            int x = unit % wide, y = unit / wide;
            foreach (ScanPart part in parts)
            {
                Component c = part.Component;
                for (int b = 0; b < (isSingle ? 1 : c.Across * c.Down); b++)
                {
                    int column = isSingle ? x : (x * c.Across) + (b % c.Across), row = isSingle ? y : (y * c.Down) + (b / c.Across);
                    if (!Block(ref bits, part, band, ref run, (row * c.PaddedWide) + column))
                    {
                        Damage = bits.IsExhausted ? "its image data ends too early" : "it contains an invalid Huffman code";
                        return;
                    }
                }
            }
        }

        at = bits.ToMarker(out int rest);
        Leftover += rest;
    }

    /// <summary>
    /// Decodes a block of 64 coefficients or, in a progressive file, the band of them in this scan (ITU-T T.81, F.2.2 and G.1.2).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Block(ref JpegBits bits, ScanPart part, Band band, ref int run, int block)
    {
        int k = band.First;
        if (k == 0)
        {
            if (band.High > 0)
            {
                bits.Take(1);
            }
            else
            {
                int size = bits.Symbol(part.Dc!);
                if (size is < 0 or > 15)
                    return false;
                bits.Take(size);
            }

            k = 1;
        }

        if (k > band.Last)
            return !bits.IsExhausted;
        if (!IsProgressive)
            return Sequential(ref bits, part.Ac!);
        ref ulong nonZero = ref part.Component.NonZero![block];
        return band.High == 0
            ? First(ref bits, part.Ac!, band, k, ref run, ref nonZero) : Refinement(ref bits, part.Ac!, band, k, ref run, ref nonZero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Sequential(ref JpegBits bits, JpegHuffman table)
    {
        for (int k = 1; k < Coefficients; k++)
        {
            int symbol = bits.Symbol(table), size = symbol & 15;
            if (symbol < 0)
                return false;
            if (size == 0 && symbol != SixteenZeros)
                break;
            k += symbol >> 4;
            if (k >= Coefficients && size > 0)
                return false;
            bits.Take(size);
        }

        return !bits.IsExhausted;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool First(ref JpegBits bits, JpegHuffman table, Band band, int k, ref int run, ref ulong nonZero)
    {
        if (run > 0)
        {
            run--;
            return true;
        }

        for (; k <= band.Last; k++)
        {
            int symbol = bits.Symbol(table), zeros = symbol >> 4, size = symbol & 15;
            if (symbol < 0)
                return false;
            if (size == 0 && zeros < 15)
            {
                run = (1 << zeros) - 1 + bits.Take(zeros);
                break;
            }

            k += zeros;
            if (k > band.Last && size > 0)
                return false;
            if (size > 0)
                nonZero |= 1UL << k;
            bits.Take(size);
        }

        return !bits.IsExhausted;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Refinement(ref JpegBits bits, JpegHuffman table, Band band, int k, ref int run, ref ulong nonZero)
    {
        for (; run == 0 && k <= band.Last; k++)
        {
            int symbol = bits.Symbol(table), zeros = symbol >> 4, size = symbol & 15;
            if (symbol < 0 || size > 1)
                return false;
            if (size == 0 && zeros < 15)
            {
                run = (1 << zeros) + bits.Take(zeros);
                break;
            }

            bits.Take(size);
            for (; k <= band.Last; k++)
            {
                if ((nonZero & (1UL << k)) != 0)
                    bits.Take(1);
                else if (zeros-- == 0)
                    break;
            }

            if (k > band.Last && size > 0)
                return false;
            if (size > 0)
                nonZero |= 1UL << k;
        }

        if (run > 0)
        {
            for (; k <= band.Last; k++)
                bits.Take((int)((nonZero >> k) & 1));
            run--;
        }

        return !bits.IsExhausted;
    }

    /// <summary>
    /// The coefficients of a scan and its successive approximation: the bits from below <paramref name="High"/> (0: from the most
    /// significant one) down to <paramref name="Low"/>.
    /// </summary>
    private readonly record struct Band(int First, int Last, int High, int Low);

    private sealed record ScanPart(Component Component, JpegHuffman? Dc, JpegHuffman? Ac);

    private sealed class Component
    {
        public Component(byte id, int across, int down)
        {
            (Id, Across, Down) = (id, across, down);
            BitsMissing.AsSpan().Fill(NothingYet);
        }

        public byte Id { get; }

        /// <summary>Horizontal blocks per unit (MCU) of an interleaved scan.</summary>
        public int Across { get; }

        public int Down { get; }

        /// <summary>Number of block columns in a scan of this component alone.</summary>
        public int Wide { get; set; }

        public int High { get; set; }

        /// <summary>Number of block columns, rounded up to whole units.</summary>
        public int PaddedWide { get; set; }

        public int PaddedHigh { get; set; }

        /// <summary>For each coefficient, the number of low-order bits still missing.</summary>
        public byte[] BitsMissing { get; } = new byte[Coefficients];

        /// <summary>For each block, a bit mask of the coefficients known to be nonzero so far.</summary>
        public ulong[]? NonZero { get; set; }
    }
}
