namespace Hush.Imaging.Files.Vips;

/// <summary>libvips' types of samples that images here have.</summary>
internal enum VipsFormat
{
    Byte = 0,
    Short = 2,
    Float = 6,
    Double = 8,
}

/// <summary>libvips' meanings of bands that are of interest here.</summary>
internal enum VipsColours
{
    Gray = 1,
    Xyz = 12,
    Lab = 13,
    Cmyk = 15,
    Labq = 16,
    Cmc = 18,
    Lch = 19,
    Labs = 21,
    Srgb = 22,
    Yxy = 23,
    Rgb16 = 25,
    Gray16 = 26,
    Scrgb = 28,
    Hsv = 29,
}

/// <summary>A reference to an image of libvips, whose pixels may not have been computed yet.</summary>
internal sealed unsafe class VipsImage(nint handle) : IDisposable
{
    public nint Handle { get; private set; } = handle;

    public int Width => VipsNative.Width(Handle);

    public int Height => VipsNative.Height(Handle);

    public int Bands => VipsNative.Bands(Handle);

    public VipsFormat Format => (VipsFormat)VipsNative.Format(Handle);

    public VipsColours Colours => (VipsColours)VipsNative.Interpretation(Handle);

    /// <summary>Pixels a metre; null if the file says nothing, for which libvips says 1 pixel a millimetre.</summary>
    public Resolution? Resolution
    {
        get
        {
            var resolution = new Resolution(VipsNative.ResolutionX(Handle) * 1000, VipsNative.ResolutionY(Handle) * 1000);
            return resolution.IsSound && (resolution.X, resolution.Y) != (1000, 1000) ? resolution : null;
        }
    }

    /// <summary>Length of a block of metadata; 0 if there is none.</summary>
    public long BlobLength(string name) =>
        VipsNative.ItemType(Handle, name) != 0 && VipsNative.GetBlob(Handle, name, out _, out nuint length) == 0 ? (long)length : 0;

    /// <summary>A copy of a block of metadata; empty if there is none.</summary>
    public byte[] Blob(string name)
    {
        if (VipsNative.ItemType(Handle, name) == 0 || VipsNative.GetBlob(Handle, name, out nint data, out nuint length) != 0)
            return [];
        return new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
    }

    /// <summary>A number in the metadata, or null.</summary>
    public int? Number(string name) =>
        VipsNative.ItemType(Handle, name) != 0 && VipsNative.GetInt(Handle, name, out int value) == 0 ? value : null;

    public void SetBlob(string name, ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
            VipsNative.SetBlobCopy(Handle, name, in data[0], (nuint)data.Length);
    }

    public void Dispose()
    {
        if (Handle != 0)
            GLibNative.Unref(Handle);
        Handle = 0;
    }
}
