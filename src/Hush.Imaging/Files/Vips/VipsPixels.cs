using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>The samples of an image in native memory, in libvips' layout. Freed after the file is written.</summary>
internal sealed unsafe class VipsPixels : IDisposable
{
    private readonly VipsLibrary _library;
    private readonly Image _image;
    private readonly int _samples;
    private readonly void* _data;

    /// <summary>Converts the pixels to a bit depth of 8, 12 (stored in 16), 16 or 32.</summary>
    public VipsPixels(VipsLibrary library, Image image, int bitDepth)
    {
        (_library, _image, BitDepth) = (library, image, bitDepth);
        _samples = image.Channels + (image.HasAlpha ? 1 : 0);
        _data = NativeMemory.Alloc(Length);
        if (bitDepth == 32)
            CopyFloats();
        else
            CopyWhole();
    }

    /// <summary>Bits per sample in the file.</summary>
    public int BitDepth { get; }

    public VipsColors Colors => (BitDepth, _image.Channels) switch
    {
        (8, 1) => VipsColors.Gray,
        (8, _) => VipsColors.Srgb,
        (32, 1) => VipsColors.Gray,
        (32, _) => VipsColors.Scrgb,
        (_, 1) => VipsColors.Gray16,
        _ => VipsColors.Rgb16,
    };

    private int SampleBytes => BitDepth == 8 ? 1 : BitDepth == 32 ? 4 : 2;

    private nuint Length => (nuint)_image.Width * (nuint)_image.Height * (nuint)(_samples * SampleBytes);

    /// <summary>An image that refers to the samples: dispose it first.</summary>
    public VipsImage Image()
    {
        VipsFormat format = BitDepth == 8 ? VipsFormat.Byte : BitDepth == 32 ? VipsFormat.Float : VipsFormat.Short;
        return new VipsImage(_library,
            _library.Functions.ImageFromMemory((nint)_data, Length, _image.Width, _image.Height, _samples, (int)format));
    }

    public void Dispose() => NativeMemory.Free(_data);

    private void CopyWhole()
    {
        var rows = new ImageRows(_image, SampleBytes * 8);
        for (int y = 0; y < _image.Height; y++)
        {
            var row = new Span<byte>((byte*)_data + ((nint)y * rows.RowBytes), rows.RowBytes);
            rows.Copy(y, row);
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(row);
            if (SampleBytes == 2 && BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    private void CopyFloats()
    {
        Span<float> pixels = _image.Pixels.Span;
        int channels = _image.Channels;
        for (nint i = 0, pixel = 0; pixel < (nint)_image.Width * _image.Height; pixel++)
        {
            for (int c = 0; c < channels; c++)
                ((float*)_data)[i++] = pixels[(int)(pixel * channels) + c];
            if (_image.AlphaPlane is { } alpha)
                ((float*)_data)[i++] = alpha.Floats is { } floats ? floats[pixel] : alpha.Whole![pixel] / (float)_image.White;
        }
    }
}
