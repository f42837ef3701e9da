namespace Hush.Imaging.Files.Vips;

/// <summary>The sample types of libvips that are used here.</summary>
internal enum VipsFormat
{
    Byte = 0,
    Short = 2,
    Float = 6,
}

/// <summary>The interpretations (color spaces) of libvips that are used here.</summary>
internal enum VipsColors
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

/// <summary>A reference to a libvips image, whose pixels may not have been computed yet.</summary>
internal sealed unsafe class VipsImage(VipsLibrary library, nint handle) : IDisposable
{
    public VipsLibrary Library { get; } = library;

    public nint Handle { get; private set; } = handle;

    public int Width => Functions.Width(Handle);

    public int Height => Functions.Height(Handle);

    public int Bands => Functions.Bands(Handle);

    public VipsFormat Format => (VipsFormat)Functions.Format(Handle);

    public VipsColors Colors => (VipsColors)Functions.Interpretation(Handle);

    private VipsFunctions Functions => Library.Functions;

    /// <summary>Length of a metadata block; 0 if there is none.</summary>
    public long BlobLength(string name) => Find(name).Length;

    /// <summary>A copy of a metadata block; empty if there is none.</summary>
    public byte[] Blob(string name)
    {
        var (data, length) = Find(name);
        return new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
    }

    /// <summary>A metadata integer; null if there is none.</summary>
    public int? Number(string name)
    {
        int value;
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            return Functions.ItemType(Handle, utf8) != 0 && Functions.GetInt(Handle, utf8, &value) == 0 ? value : null;
    }

    public void SetBlob(string name, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        fixed (byte* utf8 = VipsLibrary.Utf8(name), bytes = data)
            Functions.SetBlobCopy(Handle, utf8, bytes, (nuint)data.Length);
    }

    public void SetNumber(string name, int value)
    {
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            Functions.SetInt(Handle, utf8, value);
    }

    public void Remove(string name)
    {
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            Functions.Remove(Handle, utf8);
    }

    public void Dispose()
    {
        if (Handle != 0)
            Functions.Unref(Handle);
        Handle = 0;
    }

    private (nint Data, long Length) Find(string name)
    {
        nint data;
        nuint length;
        fixed (byte* utf8 = VipsLibrary.Utf8(name))
            return Functions.ItemType(Handle, utf8) != 0 && Functions.GetBlob(Handle, utf8, &data, &length) == 0
                ? (data, (long)length) : (0, 0);
    }
}
