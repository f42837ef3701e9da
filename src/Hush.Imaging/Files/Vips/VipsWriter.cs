using Hush.Imaging.Files.Containers;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// Writes one image with a libvips saver. Metadata of JPEG and WebP is inserted afterwards, since libvips would rewrite EXIF.
/// </summary>
internal static class VipsWriter
{
    private const int NoSubsampling = 2, Av1 = 4, Hevc = 1, Deflate = 2, HorizontalPredictor = 2, FloatPredictor = 3;

    public static byte[] Encode(VipsLibrary library, Image image, FormatTraits traits, ImageWriteOptions options, string name)
    {
        ImageMetadata metadata = image.Metadata;
        if (metadata.HasGrayProfile && !traits.Gray)
            metadata = metadata with { Icc = default };
        int turn = traits.Orientation ? 1 : metadata.Orientation;
        if (turn != 1)
            metadata = metadata with { Orientation = 1 };
        if (turn >= 5 && metadata.Resolution is { } r)
            metadata = metadata with { Resolution = r with { X = r.Y, Y = r.X } };
        ReadOnlyMemory<byte> exif = ExifBlock.For(metadata, withResolution: traits.Format is not (ImageFormat.Jpeg or ImageFormat.Tiff));
        using var pixels = new VipsPixels(library, image, traits.DepthFor(image.BitDepth));
        using VipsImage tagged = Tag(pixels, metadata, traits, name);
        if (traits.Format is not (ImageFormat.Jpeg or ImageFormat.WebP))
            VipsMetadata.Set(tagged, metadata, traits.Format == ImageFormat.Tiff ? default : exif);
        using VipsImage? upright = turn == 1 ? null : Turn(tagged, turn, traits, name);
        byte[] file = Save(upright ?? tagged, traits, Quality(options, metadata, traits), name, pixels.BitDepth);
        return traits.Format switch
        {
            ImageFormat.Jpeg => JpegMetadata.Insert(file, metadata, exif),
            ImageFormat.WebP => WebPMetadata.Insert(file, metadata, exif, image.Width, image.Height, image.HasAlpha),
            ImageFormat.Tiff => TiffExif.Embed(TiffResolution.Set(file, metadata.Resolution), exif, metadata.TiffTags),
            _ => file,
        };
    }

    /// <summary>Creates the operation that writes a format.</summary>
    /// <exception cref="ImageFormatException">This libvips lacks the saver, or marks it as untrusted.</exception>
    public static VipsOperation Saver(VipsLibrary library, ImageFormat format, string name)
    {
        VipsOperation? saver = VipsOperation.Find(library, format switch
        {
            ImageFormat.Jpeg => "jpegsave_buffer",
            ImageFormat.Tiff => "tiffsave_buffer",
            ImageFormat.WebP => "webpsave_buffer",
            ImageFormat.Jxl => "jxlsave_buffer",
            _ => "heifsave_buffer",
        });
        if (saver is { IsBlocked: false })
            return saver;
        string why = saver is null ? "without it" : "that marks this saver as untrusted";
        saver?.Dispose();
        throw new ImageFormatException(
            name, $"a libvips that writes {FormatTraits.Of(format).Name}", $"one (version {library.Version}) {why}",
            "Write the image as .png.")
        {
            IsLibraryMissing = true,
        };
    }

    /// <summary>A copy whose metadata may be changed, with interpretation and resolution set.</summary>
    private static VipsImage Tag(VipsPixels pixels, ImageMetadata metadata, FormatTraits traits, string name)
    {
        using VipsImage bare = pixels.Image();
        if (bare.Handle == 0)
            throw Refused(bare.Library, traits, name);
        using VipsOperation copy = VipsOperation.Find(bare.Library, "copy")!.Set("in", bare).Set("interpretation", (int)pixels.Colors);
        if (metadata.Resolution is { IsSound: true, IsAspectOnly: false } r)
            copy.Set("xres", r.X / 1000).Set("yres", r.Y / 1000);
        return copy.Run() ? copy.Image("out") : throw Refused(bare.Library, traits, name);
    }

    /// <summary>A copy rotated upright. Whether a saver keeps the orientation depends on the versions of libvips and libheif.</summary>
    private static VipsImage Turn(VipsImage image, int orientation, FormatTraits traits, string name)
    {
        image.SetNumber(VipsMetadata.Orientation, orientation);
        using VipsOperation turn = VipsOperation.Find(image.Library, "autorot")!.Set("in", image);
        return turn.Run() ? turn.Image("out") : throw Refused(image.Library, traits, name);
    }

    /// <summary>100 is lossless. By default, a lossless WebP stays lossless.</summary>
    private static int Quality(ImageWriteOptions options, ImageMetadata metadata, FormatTraits traits) =>
        options.Quality ?? (metadata.IsLosslessWebP && traits.Format == ImageFormat.WebP ? 100 : ImageWriteOptions.DefaultQuality);

    private static byte[] Save(VipsImage image, FormatTraits traits, int quality, string name, int bitDepth)
    {
        using VipsOperation save = Saver(image.Library, traits.Format, name);
        save.Set("in", image);
        bool lossless = quality == 100, keepAlpha = image.Bands is 2 or 4;       // of the lossy formats, only WebP keeps alpha exactly
        switch (traits.Format)
        {
            case ImageFormat.Jpeg:
                save.Set("Q", quality).Set("subsample-mode", NoSubsampling).Set("strip", true);
                break;
            case ImageFormat.Tiff:
                save.Set("compression", Deflate).Set("predictor", bitDepth == 32 ? FloatPredictor : HorizontalPredictor);
                break;
            case ImageFormat.WebP:
                save.Set("Q", quality).Set("lossless", lossless).Set("smart-subsample", true).Set("strip", true);
                if (save.Has("exact"))
                    save.Set("exact", true);        // keeps colors of transparent pixels; since libvips 8.16
                break;
            case ImageFormat.Jxl:
                save.Set("Q", quality).Set("lossless", lossless || keepAlpha);
                break;
            default:
                save.Set("Q", quality).Set("lossless", lossless || keepAlpha).Set("subsample-mode", NoSubsampling)
                    .Set("bitdepth", bitDepth).Set("compression", traits.Format == ImageFormat.Avif ? Av1 : Hevc);
                break;
        }

        if (!save.Run())
            throw Refused(image.Library, traits, name);
        return save.Bytes("buffer");
    }

    private static ImageFormatException Refused(VipsLibrary library, FormatTraits traits, string name) => new(
        name, $"a libvips that writes this image as {traits.Name}", $"an error ({VipsError.Take(library)})", "Write the image as .png.");
}
