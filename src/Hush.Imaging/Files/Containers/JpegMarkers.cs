namespace Hush.Imaging.Files.Containers;

/// <summary>Goes through the markers of a JPEG file that have a segment, up to the end of the image.</summary>
/// <param name="file">The file, from its first byte on.</param>
internal ref struct JpegMarkers(ReadOnlySpan<byte> file)
{
    public const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    private const byte Temporary = 0x01, FirstRestart = 0xD0, StartOfImage = 0xD8;

    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>The second byte of the marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>Where the data of the segment begins, behind its length.</summary>
    public int Start { get; private set; }

    /// <summary>Where the segment ends and the search for the next marker begins. May be moved, as behind the data of a scan.</summary>
    public int End { get; set; }

    /// <summary>The data of the segment; empty at the end of the image.</summary>
    public readonly ReadOnlySpan<byte> Data => _file[Start..End];

    /// <summary>Goes to the next marker that has a segment, or to the end of the image. Passes over the data of scans.</summary>
    /// <returns>False if there is none, or its segment does not lie within the file.</returns>
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

    /// <summary>Finds the next byte after a 0xFF that is neither 0 (a 0xFF in the data of a scan) nor another 0xFF.</summary>
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
