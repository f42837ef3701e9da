namespace Hush.Imaging.Files.Containers;

/// <summary>Enumerates the marker segments of a JPEG file, up to the end of the image.</summary>
internal ref struct JpegMarkers(ReadOnlySpan<byte> file)
{
    public const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    private const byte Temporary = 0x01, FirstRestart = 0xD0, StartOfImage = 0xD8;

    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>The second byte of the marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>Offset of the segment's data, after its length field.</summary>
    public int Start { get; private set; }

    /// <summary>
    /// Offset of the segment's end, where the search for the next marker starts. Callers may advance it, for example past scan data.
    /// </summary>
    public int End { get; set; }

    /// <summary>The data of the segment; empty at the end of the image.</summary>
    public readonly ReadOnlySpan<byte> Data => _file[Start..End];

    /// <summary>Moves to the next marker segment or the end of the image, skipping entropy-coded data.</summary>
    /// <returns>False if there is none, or if its segment extends past the end of the file.</returns>
    public bool MoveNext()
    {
        do
        {
            if (!FindMarker())
                return false;
        }
        while (Marker is Temporary or (>= FirstRestart and <= StartOfImage));
        if (Marker == EndOfImage)
            return true;
        int length = End + 2 <= _file.Length ? (_file[End] << 8) | _file[End + 1] : 0;
        if (length < 2 || length > _file.Length - End)
            return false;
        (Start, End) = (End + 2, End + length);
        return true;
    }

    /// <summary>Finds the next marker: 0xFF followed by a byte other than 0 (an escaped 0xFF in a scan) and 0xFF (padding).</summary>
    private bool FindMarker()
    {
        while (End < _file.Length && _file[End..].IndexOf((byte)0xFF) is >= 0 and var next)
        {
            End += next + 1;
            while (End < _file.Length && _file[End] == 0xFF)
                End++;
            if (End < _file.Length && _file[End] != 0)
            {
                Marker = _file[End++];
                Start = End;
                return true;
            }
        }

        (Start, End) = (_file.Length, _file.Length);
        return false;
    }
}
