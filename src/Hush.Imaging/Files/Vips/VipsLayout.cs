using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>The memory layout of a libvips image, and its conversion to an <see cref="Image"/>.</summary>
/// <param name="Format">The sample type.</param>
/// <param name="Channels">Color channels, 1 or 3.</param>
/// <param name="HasAlpha">The last sample of a pixel is its alpha.</param>
/// <param name="White">The sample value of white; ignored for floats.</param>
internal sealed record VipsLayout(VipsFormat Format, int Channels, bool HasAlpha, int White)
{
    /// <summary>8, 16 or 32.</summary>
    public int BitDepth => Format switch { VipsFormat.Byte => 8, VipsFormat.Short => 16, _ => 32 };

    public int Samples => Channels + (HasAlpha ? 1 : 0);

    /// <summary>Bytes per pixel in libvips.</summary>
    public int PixelBytes => Samples * BitDepth / 8;

    /// <summary>Bytes per pixel for alpha in the image.</summary>
    public int ExtraBytes => !HasAlpha ? 0 : BitDepth == 32 ? sizeof(float) : sizeof(ushort);

    /// <exception cref="ImageFormatException">The image is not gray or RGB with 8 bits, 16 bits or floats.</exception>
    public static VipsLayout Of(ImageSource source, VipsKind kind, VipsImage image)
    {
        if (image.Colors is VipsColors.Lab or VipsColors.Labq or VipsColors.Labs or VipsColors.Lch or VipsColors.Cmc
            or VipsColors.Xyz or VipsColors.Yxy or VipsColors.Hsv)
        {
            throw source.Error("a gray or RGB image", $"one in the color space {image.Colors}", "Convert it to RGB with another program.");
        }

        if (image.Format is not (VipsFormat.Byte or VipsFormat.Short or VipsFormat.Float))
        {
            throw source.Error(
                $"{kind.Name} samples of 8 bits, 16 bits or floats", "signed or 32-bit integers",
                "Convert the image to 16 bits or floats.");
        }

        if (image.Bands > 4)
            throw source.Error("at most 4 samples per pixel", $"{image.Bands}", "Save only color and transparency.");

        // High-bit-depth HEIC and AVIF: libvips shifts samples left to 16 bits, so white is slightly less than 65535.
        int bits = image.Number("heif-bitdepth") ?? 16;
        int white = image.Format == VipsFormat.Byte ? 255 : bits is > 8 and < 16 ? ((1 << bits) - 1) << (16 - bits) : 65535;
        return new VipsLayout(image.Format, image.Bands >= 3 ? 3 : 1, image.Bands is 2 or 4, white);
    }

    /// <summary>Clamps colors to white, and scales alpha to the full 16-bit range.</summary>
    private void FitShifted(Span<ushort> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            int value = Math.Min((int)samples[i], White);
            bool isAlpha = HasAlpha && i % Samples == Samples - 1;
            samples[i] = (ushort)(isAlpha ? ((value * (long)ushort.MaxValue) + (White / 2)) / White : value);
        }
    }

    /// <summary>Passes rows computed by libvips to the image builder.</summary>
    public void Place(ImageBuilder builder, int y, int rows, ReadOnlySpan<byte> strip)
    {
        int rowBytes = strip.Length / rows, samples = rowBytes / (PixelBytes / Samples);
        var whole = new ushort[BitDepth == 32 ? 0 : samples];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<byte> row = strip.Slice(i * rowBytes, rowBytes);
            switch (Format)
            {
                case VipsFormat.Byte:
                    SampleBits.Unpack(row, 8, whole);
                    builder.Place(y + i, 0, 1, whole);
                    break;
                case VipsFormat.Short:
                    MemoryMarshal.Cast<byte, ushort>(row).CopyTo(whole);
                    if (White < ushort.MaxValue)
                        FitShifted(whole);
                    builder.Place(y + i, 0, 1, whole);
                    break;
                default:
                    builder.Place(y + i, MemoryMarshal.Cast<byte, float>(row));
                    break;
            }
        }
    }
}
