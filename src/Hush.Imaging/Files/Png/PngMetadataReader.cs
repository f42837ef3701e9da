using System.Buffers.Binary;

namespace Hush.Imaging.Files.Png;

/// <summary>Gathers what a PNG file's chunks say beside the pixels. Of chunks that may be there once the first one counts; one that
/// makes no sense is left out with a note, since the pixels do not need it.</summary>
internal sealed class PngMetadataReader(ImageSource source, PngChunkReader chunks)
{
    private readonly List<TextEntry> _texts = [];
    private readonly List<ColourChunk> _colours = [];
    private readonly PngInflater _inflater = new(source);
    private byte[] _icc = [], _exif = [], _xmp = [];
    private Resolution? _resolution;

    /// <summary>What was left out, as sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads the chunk whose type was read if it is metadata, and finishes it; else leaves it alone.</summary>
    public bool Take()
    {
        if (chunks.Type == "acTL")
            Notes.Add("It is animated; only the first image is read.");
        if (chunks.Type is not ("iCCP" or "eXIf" or "pHYs" or "tEXt" or "zTXt" or "iTXt" or "sRGB" or "gAMA" or "cHRM" or "cICP"))
            return false;
        _inflater.Spend(chunks.Left, chunks.Type);
        byte[] data = chunks.ReadAll(0, int.MaxValue);
        bool understood = chunks.Type switch
        {
            "iCCP" => TakeProfile(data),
            "eXIf" => TakeExif(data),
            "pHYs" => TakeResolution(data),
            "tEXt" or "zTXt" or "iTXt" => TakeText(data),
            _ => TakeColour(data),
        };
        if (!understood)
            Notes.Add($"Its chunk {chunks.Type} is damaged and left out.");
        return true;
    }

    /// <summary>Everything that was taken.</summary>
    public ImageMetadata Finish() => new()
    {
        Icc = _icc,
        Exif = _exif,
        Xmp = _xmp,
        Orientation = ExifBlock.Orientation(_exif),
        Resolution = _resolution ?? ExifBlock.Resolution(_exif),
        Software = _texts.FirstOrDefault(t => t.Keyword == TextEntry.SoftwareKeyword)?.Text ?? ExifBlock.Software(_exif),
        Texts = _texts,
        ColourChunks = _colours,
    };

    /// <summary>A name, a zero, the method of compression (0), the profile.</summary>
    private bool TakeProfile(byte[] data)
    {
        int name = Array.IndexOf(data, (byte)0);
        if (name is < 1 or > 79 || data.Length < name + 2 || data[name + 1] != 0)
            return false;
        if (_inflater.Inflate(data.AsMemory(name + 2), chunks.Type) is not { } profile)
            return false;
        _icc = _icc.Length == 0 ? profile : _icc;
        return true;
    }

    private bool TakeExif(byte[] data)
    {
        if (!ExifBlock.IsSound(data))
            return false;
        _exif = _exif.Length == 0 ? data : _exif;
        return true;
    }

    private bool TakeResolution(byte[] data)
    {
        if (data.Length != 9 || data[8] > 1)
            return false;
        double x = BinaryPrimitives.ReadUInt32BigEndian(data), y = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4));
        var resolution = new Resolution(x, y, IsAspectOnly: data[8] == 0);
        _resolution ??= resolution.IsSound ? resolution : null;
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

    private bool TakeColour(byte[] data)
    {
        int expected = chunks.Type switch { "sRGB" => 1, "gAMA" or "cICP" => 4, _ => 32 };
        if (data.Length != expected)
            return false;
        if (_colours.TrueForAll(c => c.Type != chunks.Type))
            _colours.Add(new ColourChunk(chunks.Type, data));
        return true;
    }
}
