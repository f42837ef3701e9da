namespace Hush.Imaging.Files.Vips;

/// <summary>
/// What the markers of a JPEG file say before it is decoded: the kind of compression, whether the file has its end, and whether its scans bring every coefficient.
/// The decoder fills with gray what is missing, and says nothing where it is missing between two scans.
/// </summary>
internal sealed class JpegStructure
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, Temporary = 0x01;
    private const int Coefficients = 64, NothingYet = 255;

    private readonly Dictionary<byte, byte[]> _bitsMissing = [];      // by component: of each coefficient, how many of the lowest bits are still to come

    private JpegStructure()
    {
    }

    /// <summary>The second byte of the frame's marker (SOF0 to SOF15), or 0 if there is none.</summary>
    public byte Frame { get; private set; }

    public int Precision { get; private set; }

    public int Height { get; private set; }

    /// <summary>The marker that ends the picture is there.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>All components have all bits of all coefficients.</summary>
    public bool IsComplete => _bitsMissing.Count > 0 && _bitsMissing.Values.All(c => Array.TrueForAll(c, bits => bits == 0));

    /// <summary>What of the format this decoder does not have, or null.</summary>
    public string? Unsupported => Frame switch
    {
        0xC3 => "a lossless JPEG (SOF3)",
        0xC5 or 0xC6 or 0xC7 => "a hierarchical JPEG",
        0xC9 or 0xCA or 0xCB or 0xCD or 0xCE or 0xCF => "a JPEG with arithmetic coding",
        0xF7 => "a JPEG-LS file",
        _ when Frame != 0 && Precision != 8 => $"a JPEG of {Precision} bits a sample",
        _ when Frame != 0 && Height == 0 => "a JPEG that gives its height behind the picture (DNL)",
        _ => null,
    };

    public static JpegStructure Of(ReadOnlySpan<byte> file)
    {
        var structure = new JpegStructure();
        structure.Walk(file);
        return structure;
    }

    private void Walk(ReadOnlySpan<byte> file)
    {
        for (int at = 0; NextMarker(file, ref at) is var marker && marker != 0;)
        {
            if (marker == EndOfImage)
            {
                HasEnd = true;
                return;
            }

            if (marker is StartOfImage or Temporary or (>= 0xD0 and <= 0xD7))
                continue;
            if (at + 2 > file.Length)
                return;
            int length = (file[at] << 8) | file[at + 1];
            if (length < 2 || at + length > file.Length)
                return;
            ReadOnlySpan<byte> segment = file.Slice(at + 2, length - 2);
            if (marker == StartOfScan)
                Scan(segment);
            else if (Frame == 0 && (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) || marker == 0xF7))
                Start(marker, segment);
            at += length;
        }
    }

    /// <summary>The next byte after a 0xFF that is neither 0 (a 0xFF of the data) nor a 0xFF itself; 0 at the end.</summary>
    private static byte NextMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0)
                break;
            at += next + 1;
            while (at < file.Length && file[at] == 0xFF)
                at++;
            if (at < file.Length && file[at] != 0)
                return file[at++];
        }

        at = file.Length;
        return 0;
    }

    private void Start(byte marker, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6)
            return;
        Frame = marker;
        Precision = segment[0];
        Height = (segment[1] << 8) | segment[2];
        for (int i = 6; i + 3 <= segment.Length && _bitsMissing.Count < segment[5]; i += 3)
        {
            var bits = new byte[Coefficients];
            bits.AsSpan().Fill(NothingYet);
            _bitsMissing[segment[i]] = bits;
        }
    }

    private void Scan(ReadOnlySpan<byte> segment)
    {
        if (segment.IsEmpty || segment.Length < 4 + (2 * segment[0]))
            return;
        bool progressive = Frame is 0xC2 or 0xC6 or 0xCA or 0xCE;
        ReadOnlySpan<byte> range = segment[(1 + (2 * segment[0]))..];
        var (first, last, bits) = progressive ? (range[0], range[1], (byte)(range[2] & 15)) : ((byte)0, (byte)(Coefficients - 1), (byte)0);
        for (int i = 0; i < segment[0]; i++)
        {
            if (_bitsMissing.TryGetValue(segment[1 + (2 * i)], out byte[]? missing) && first <= last && last < Coefficients)
                missing.AsSpan(first, last - first + 1).Fill(bits);
        }
    }
}
