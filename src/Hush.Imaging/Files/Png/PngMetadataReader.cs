using System.Buffers.Binary;

namespace Hush.Imaging.Files.Png;

/// <summary>
/// Collects metadata from a PNG file's ancillary chunks. If a chunk that must be unique is repeated, the first one counts. Damaged
/// chunks are dropped with a note, since the pixels do not depend on them.
/// </summary>
internal sealed class PngMetadataReader(ImageSource source, PngChunkReader chunks)
{
    /// <summary>Chunks that define how samples are shown; they are invalid after the pixels.</summary>
    private static readonly string[] BeforePixels = ["iCCP", "sBIT", "bKGD", "tRNS", .. PngChunk.Colors];

    private const int ChunkOverhead = 64;      // memory per chunk, so that empty chunks count too

    private readonly List<TextEntry> _texts = [];
    private readonly List<PngChunk> _kept = [];
    private readonly HashSet<string> _seen = [], _dropped = [], _noted = [];
    private readonly PngInflater _inflater = new(source);
    private byte[] _icc = [], _exif = [], _xmp = [];
    private Resolution? _resolution;

    /// <summary>Notes on what was dropped, as sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Frames of an animation; 1 for a still image.</summary>
    public uint Frames { get; private set; } = 1;

    /// <summary>Reads the current ancillary chunk and finishes it.</summary>
    public void Take(bool afterPixels)
    {
        string type = chunks.Type;
        bool isText = type is "tEXt" or "zTXt" or "iTXt";
        bool isKnown = isText || type is "iCCP" or "eXIf" or "pHYs" or "acTL" || PngChunk.IsKept(type);
        if (_seen.Contains(type))
            Leave($"Its chunk {type} occurs twice: the first one is used.");
        else if (afterPixels && BeforePixels.Contains(type))
            Leave($"Its chunk {type} comes after the pixels, where it is not allowed, and is left out.");
        else if (!isKnown)
            Drop();
        else if (PngChunk.IsPrivate(type) && !_inflater.Fits((long)chunks.Left + ChunkOverhead))
            Leave($"Its chunk {type} exceeds the metadata limit and is left out.");
        else
            Understand(isText, afterPixels);
    }

    /// <summary>Returns the collected metadata.</summary>
    /// <param name="header">How the file stores pixels.</param>
    /// <param name="hasAlpha">Whether the image has alpha.</param>
    /// <param name="palette">The palette; null if there is none.</param>
    public ImageMetadata Finish(in PngHeader header, bool hasAlpha, byte[]? palette)
    {
        if (_dropped.Count > 0)
            Notes.Add($"Data that depends on the old pixels is left out: {string.Join(", ", _dropped.Order(StringComparer.Ordinal))}.");
        if (Frames > 1)
            Notes.Add($"It is an animation of {Frames} frames; only the first image is read.");
        var kept = new List<PngChunk>();
        foreach (PngChunk chunk in _kept)
        {
            if (chunk.ForImage(header, hasAlpha, palette) is { } fitting)
                kept.Add(fitting);
        }

        return new ImageMetadata
        {
            Icc = _icc,
            Exif = _exif,
            Xmp = _xmp,
            Orientation = ExifBlock.Orientation(_exif),
            Resolution = _resolution ?? ExifBlock.Resolution(_exif),
            Software = _texts.FirstOrDefault(t => t.Keyword == TextEntry.SoftwareKeyword)?.Text ?? ExifBlock.Software(_exif),
            Texts = _texts,
            PngChunks = kept,
        };
    }

    private void Understand(bool isText, bool afterPixels)
    {
        string type = chunks.Type;
        _inflater.Spend((long)chunks.Left + ChunkOverhead, type);
        byte[]? data = chunks.ReadAll();
        bool understood = data is not null && type switch
        {
            "iCCP" => TakeProfile(data),
            "eXIf" => TakeExif(data),
            "pHYs" => TakeResolution(data),
            "acTL" => TakeAnimation(data),
            _ when isText => TakeText(data),
            _ => Keep(new PngChunk(type, data, afterPixels)),
        };
        if (!understood)
            Note(Damaged());
        else if (!isText && !PngChunk.IsPrivate(type))
            _seen.Add(type);
    }

    private void Leave(string note) => Note(chunks.Finish() ? note : Damaged());

    private void Note(string note)
    {
        if (_noted.Add(note))
            Notes.Add(note);
    }

    private string Damaged() => $"Its chunk {chunks.Type} is damaged and is left out.";

    /// <summary>
    /// Drops the current chunk. Animation frames, the modification time and a hint for Apple's decoder are dropped silently; for other
    /// chunks, a note names the type.
    /// </summary>
    private void Drop()
    {
        string type = chunks.Type;
        if (!chunks.Finish())
            Note(Damaged());
        else if (type is not ("fcTL" or "fdAT" or "tIME" or "iDOT"))
            _dropped.Add(type == "caBX" ? "Content Credentials (caBX)" : type);
    }

    private bool Keep(PngChunk chunk)
    {
        if (!chunk.IsSound)
            return false;
        _kept.Add(chunk);
        return true;
    }

    /// <summary>Reads a name, a zero, the compression method (0) and the compressed profile.</summary>
    private bool TakeProfile(byte[] data)
    {
        int name = Array.IndexOf(data, (byte)0);
        if (name is < 1 or > 79 || data.Length < name + 2 || data[name + 1] != 0)
            return false;
        if (_inflater.Inflate(data.AsMemory(name + 2), chunks.Type) is not { Length: > 0 } profile)
            return false;
        _icc = profile;
        return true;
    }

    private bool TakeExif(byte[] data)
    {
        if (!ExifBlock.IsSound(data))
            return false;
        _exif = data;
        return true;
    }

    private bool TakeResolution(byte[] data)
    {
        if (data.Length != 9 || data[8] > 1)
            return false;
        double x = BinaryPrimitives.ReadUInt32BigEndian(data), y = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4));
        var resolution = new Resolution(x, y, IsAspectOnly: data[8] == 0);
        _resolution = resolution.IsSound ? resolution : null;
        return true;
    }

    private bool TakeAnimation(byte[] data)
    {
        if (data.Length != 8)
            return false;
        Frames = BinaryPrimitives.ReadUInt32BigEndian(data);
        return true;
    }

    private bool TakeText(byte[] data)
    {
        if (PngText.Parse(chunks.Type, data, _inflater) is not { } entry)
            return false;
        if (entry.Keyword != TextEntry.XmpKeyword)
            _texts.Add(entry);
        else if (_xmp.Length == 0)
            _xmp = System.Text.Encoding.UTF8.GetBytes(entry.Text);
        return true;
    }
}
