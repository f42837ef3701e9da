using Hush.Imaging.Content;
using Hush.Imaging.Layouts;
using Hush.Numerics;
using Hush.Numerics.IO;

namespace Hush.Imaging.Files;

/// <summary>A picture as a file holds it: gray or RGB, its bit depth, alpha and metadata where it has them.</summary>
/// <remarks>Owns its pixels: dispose it.</remarks>
public sealed class Image : IDisposable
{
    private FloatRange? _floatRange;

    internal Image(Tensor pixels, int bitDepth, AlphaPlane? alpha, ImageMetadata? metadata = null, IReadOnlyList<string>? notes = null)
    {
        Pixels = pixels;
        BitDepth = bitDepth;
        AlphaPlane = alpha;
        Metadata = metadata ?? ImageMetadata.None;
        Notes = notes ?? [];
    }

    /// <summary>
    /// [1, H, W, C], black 0 and white 1, as the file encodes them (usually sRGB, not linear light). Whole numbers lie in [0, 1];
    /// floats may lie outside.
    /// </summary>
    public Tensor Pixels { get; }

    /// <summary>Columns.</summary>
    public int Width => Pixels.Shape.W;

    /// <summary>Rows.</summary>
    public int Height => Pixels.Shape.H;

    /// <summary>Color channels without alpha: 1 (gray) or 3 (red, green, blue).</summary>
    public int Channels => Pixels.Shape.C;

    /// <summary>Bits that each sample is written with: 8 or 16 for whole numbers, 32 for floats.</summary>
    public int BitDepth { get; }

    /// <summary>True if samples are floats: 1 is white, values outside [0, 1] are kept.</summary>
    public bool IsFloat => BitDepth == 32;

    /// <summary>True if the image has an alpha plane.</summary>
    public bool HasAlpha => AlphaPlane is not null;

    /// <summary>[H, W], 0 (clear) to 2^BitDepth - 1 (opaque), exactly as the file holds it; empty without alpha and for floats.</summary>
    public ReadOnlySpan<ushort> Alpha => AlphaPlane?.Whole;

    /// <summary>[H, W], 1 is opaque, exactly as the file holds it; empty without alpha and for whole numbers.</summary>
    public ReadOnlySpan<float> FloatAlpha => AlphaPlane?.Floats;

    /// <summary>Color profile, EXIF, orientation and the like.</summary>
    public ImageMetadata Metadata { get; }

    /// <summary>What reading changed or left out, and what denoising left alone, as sentences for people.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The sample that means 1: 2^BitDepth - 1, for whole numbers.</summary>
    internal int White => (1 << BitDepth) - 1;

    internal AlphaPlane? AlphaPlane { get; }

    /// <summary>What its values stand for; other pixels in its place keep this.</summary>
    internal FloatRange FloatRange => _floatRange ??= IsFloat ? FloatRange.Of(Pixels.Span) : FloatRange.Usual;

    /// <summary>Reads an image file; its format is detected from its content. HEIC and JPEG XL need an installed libvips.</summary>
    /// <remarks>Palettes become RGB, fewer than 8 bits become 8, a transparent color becomes an alpha plane.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">Which page to read, and limits; larger images are refused before anything is allocated for them.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of another kind, or too large.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Image Read(string path, ImageReadOptions? options = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Read(stream, path, options);
    }

    /// <summary>Reads one image from the stream's position on; the stream is not closed.</summary>
    /// <param name="stream">Any readable stream; one that cannot seek is first copied into memory.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">Which page to read, and limits; larger images are refused before anything is allocated for them.</param>
    /// <exception cref="ImageFormatException">The data is damaged, of another kind, or too large.</exception>
    public static Image Read(Stream stream, string name, ImageReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ImageReadOptions();
        Refuse(options.Check(), nameof(options));
        var source = new ImageSource(stream, name, options);
        return ImageFormats.Reader(source).Read(source);
    }

    /// <summary>An image with a copy of the given pixels.</summary>
    /// <param name="pixels">[H, W, C], 0 black and 1 white.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <param name="alpha">[H, W], at most 2^bitDepth - 1; nothing for an image without alpha, and for floats.</param>
    /// <exception cref="ShapeException">The sizes do not fit each other, or are none of those above.</exception>
    public static Image FromPixels(
        ReadOnlySpan<float> pixels, int width, int height, int channels, int bitDepth = 8, ReadOnlySpan<ushort> alpha = default)
    {
        var shape = new Shape(1, height, width, channels);
        ImageChecks.Shape(shape, bitDepth);
        ImageChecks.Alpha(shape, bitDepth, alpha);
        return new Image(Tensor.From(shape, pixels), bitDepth, alpha.IsEmpty ? null : new AlphaPlane(alpha.ToArray(), null));
    }

    /// <summary>An image with a copy of one image of a batch.</summary>
    /// <param name="batch">[N, H, W, C] on the scale 0 to 1; C is 1 or 3.</param>
    /// <param name="image">Its place in the batch, from 0 to N - 1.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <exception cref="ShapeException">The batch has other channels, or no pixels.</exception>
    public static Image FromPixels(Tensor batch, int image = 0, int bitDepth = 8)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, batch.Shape.N);
        return FromPixels(batch.Image(image), batch.Shape.W, batch.Shape.H, batch.Shape.C, bitDepth);
    }

    /// <summary>An image of the given pixels themselves.</summary>
    /// <param name="pixels">[1, H, W, 1 or 3], 0 black and 1 white; the image owns them.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <exception cref="ShapeException">The shape is none of an image.</exception>
    public static Image Owning(Tensor pixels, int bitDepth = 8)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ImageChecks.Shape(pixels.Shape, bitDepth);
        return new Image(pixels, bitDepth, null);
    }

    /// <summary>An image of 8 bits with a copy of samples that mean 0 (black) to 255 (white).</summary>
    /// <param name="samples">As the layout says; more may follow.</param>
    /// <param name="layout">How they lie.</param>
    /// <exception cref="ShapeException">The samples are fewer than the layout spans, or it is none.</exception>
    public static Image FromSamples(ReadOnlySpan<byte> samples, PixelLayout layout) => SampleTransfer<byte>.Read(samples, Given(layout));

    /// <summary>An image of 16 bits with a copy of samples that mean 0 (black) to 65535 (white).</summary>
    /// <inheritdoc cref="FromSamples(ReadOnlySpan{byte}, PixelLayout)"/>
    public static Image FromSamples(ReadOnlySpan<ushort> samples, PixelLayout layout) =>
        SampleTransfer<ushort>.Read(samples, Given(layout));

    /// <summary>An image of floats with a copy of samples that mean 0 (black) to 1 (white); values outside stay.</summary>
    /// <inheritdoc cref="FromSamples(ReadOnlySpan{byte}, PixelLayout)"/>
    public static Image FromSamples(ReadOnlySpan<float> samples, PixelLayout layout) => SampleTransfer<float>.Read(samples, Given(layout));

    /// <summary>
    /// Copies the image over samples of 0 (black) to 255 (white), clamped and rounded to the nearest (halves to the even one). A gray image
    /// goes into all colors; where the layout has alpha and the image none, it becomes opaque.
    /// </summary>
    /// <param name="samples">As the layout says; what lies between rows is left alone.</param>
    /// <param name="layout">How they lie.</param>
    /// <exception cref="ShapeException">The layout is not of this image's size, is gray for a color image, or extends past the end of the
    /// buffer.</exception>
    public void CopyTo(Span<byte> samples, PixelLayout layout)
    {
        using Image? scaled = ToWhiteAtOne();
        SampleTransfer<byte>.Write(scaled ?? this, samples, Given(layout));
    }

    /// <summary>As <see cref="CopyTo(Span{byte}, PixelLayout)"/>, with samples of 0 (black) to 65535 (white).</summary>
    /// <inheritdoc cref="CopyTo(Span{byte}, PixelLayout)"/>
    public void CopyTo(Span<ushort> samples, PixelLayout layout)
    {
        using Image? scaled = ToWhiteAtOne();
        SampleTransfer<ushort>.Write(scaled ?? this, samples, Given(layout));
    }

    /// <summary>
    /// As <see cref="CopyTo(Span{byte}, PixelLayout)"/>, with samples of 0 (black) to 1 (white), neither clamped nor rounded.
    /// </summary>
    /// <inheritdoc cref="CopyTo(Span{byte}, PixelLayout)"/>
    public void CopyTo(Span<float> samples, PixelLayout layout) => SampleTransfer<float>.Write(this, samples, Given(layout));

    /// <summary>The same picture with other pixels: bit depth, alpha and metadata stay, but for thumbnails of the old pixels.</summary>
    /// <param name="pixels">[1, H, W, C] with this image's H and W and 1 or 3 channels; the new image owns them.</param>
    /// <exception cref="ShapeException">The shape is another one.</exception>
    public Image WithPixels(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ImageChecks.Shape(pixels.Shape, BitDepth);
        ImageChecks.SameSize(Pixels.Shape, pixels.Shape);
        return new Image(pixels, BitDepth, AlphaPlane, Metadata.WithoutThumbnails(), Notes) { _floatRange = FloatRange };
    }

    /// <summary>The same picture with other metadata. It takes over the pixels: dispose it instead of this one.</summary>
    public Image WithMetadata(ImageMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new Image(Pixels, BitDepth, AlphaPlane, metadata, Notes) { _floatRange = _floatRange };
    }

    /// <summary>The same picture with more notes. It takes over the pixels: dispose it instead of this one.</summary>
    internal Image WithNotes(IEnumerable<string> more) =>
        new(Pixels, BitDepth, AlphaPlane, Metadata, [.. Notes, .. more]) { _floatRange = _floatRange };

    /// <summary>Whether a pixel is fully transparent, so that its color is not seen.</summary>
    /// <param name="pixel">Its place, row by row.</param>
    internal bool IsClear(int pixel) =>
        AlphaPlane is { } alpha && (alpha.Whole is { } whole ? whole[pixel] == 0 : alpha.Floats![pixel] <= 0);

    /// <summary>What of this image a format cannot hold, as sentences for people; empty if it holds everything.</summary>
    public IReadOnlyList<string> Losses(ImageFormat format)
    {
        List<string> losses = [.. FormatTraits.Of(format).Losses(this)];
        if (FloatRange.White != 1 && BitDepthIn(format) != 32)
            losses.Add($"Values reach {FloatRange.Largest:G4}, where 1 is white: {FloatRange.White} becomes white.");
        return losses;
    }

    /// <summary>Bits that each sample has in a format: as many as here, else the next fewer that it has, else its fewest.</summary>
    public int BitDepthIn(ImageFormat format) => FormatTraits.Of(format).DepthFor(BitDepth);

    /// <summary>Refuses, before any work, a name under which this image cannot be written.</summary>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold this image, or HEIC and JPEG XL lack an
    /// installed libvips.</exception>
    public void CheckWrite(string path) => CheckWrite(Pixels.Shape, HasAlpha, ImageFormats.FromPath(path), path);

    /// <summary>Refuses, before any work, a name under which an image of such pixels, without alpha, cannot be written.</summary>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold such an image, or HEIC and JPEG XL lack an
    /// installed libvips.</exception>
    public static void CheckWrite(string path, Shape pixels) => CheckWrite(pixels, hasAlpha: false, ImageFormats.FromPath(path), path);

    /// <summary>Refuses, before any work, a format in which this image cannot be written.</summary>
    /// <exception cref="ImageFormatException">It cannot hold this image, or HEIC and JPEG XL lack an installed libvips.</exception>
    public void CheckWrite(ImageFormat format) => CheckWrite(Pixels.Shape, HasAlpha, format, $"{format} stream");

    /// <summary>Writes the file whole or not at all, in the format that its extension names.</summary>
    /// <remarks>Whole numbers are clamped to [0, 1] and rounded to the nearest sample (halves to the even one), NaN becomes 0; floats
    /// are written as they are. Float images whose values lie far beyond 1 (most above 2, or all whole numbers) are converted to whole
    /// numbers with white at 255, 1023, 4095, 16383 or 65535, the first that holds them.
    /// What the format cannot hold is lost, see <see cref="Losses"/>; alpha and color never are.</remarks>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="options">How it is compressed.</param>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold this image, or HEIC and JPEG XL lack an
    /// installed libvips.</exception>
    /// <exception cref="IOException">The file cannot be written; an old file of that name is untouched.</exception>
    public void Write(string path, ImageWriteOptions? options = null)
    {
        ImageFormat format = ImageFormats.FromPath(path);
        AtomicFile.Write(path, stream => Write(stream, format, path, options));
    }

    /// <summary>Writes to a stream, which is not closed; rounding as for a file.</summary>
    /// <exception cref="ImageFormatException">The format cannot hold this image, or HEIC and JPEG XL lack an installed libvips.</exception>
    public void Write(Stream stream, ImageFormat format, ImageWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, format, $"{format} stream", options);
    }

    /// <inheritdoc/>
    public void Dispose() => Pixels.Dispose();

    private static void CheckWrite(Shape pixels, bool hasAlpha, ImageFormat format, string name)
    {
        ImageChecks.Fits(pixels, hasAlpha, FormatTraits.Of(format), name);
        ImageFormats.Writer(format).CheckWriter(format, name);
    }

    private void Write(Stream stream, ImageFormat format, string name, ImageWriteOptions? options)
    {
        options ??= new ImageWriteOptions();
        Refuse(options.Check(), nameof(options));
        ImageChecks.Fits(Pixels.Shape, HasAlpha, FormatTraits.Of(format), name);
        using Image? scaled = BitDepthIn(format) == 32 ? null : ToWhiteAtOne();
        Image written = scaled ?? this;
        if (format != ImageFormat.Jpeg)
            written = written.WithMetadata(Metadata.WithoutExtendedXmp());
        ImageFormats.Writer(format).Write(written, format, options, stream, name);
    }

    /// <summary>A copy whose white is 1, as whole numbers need it; null if it is already.</summary>
    private Image? ToWhiteAtOne()
    {
        float white = FloatRange.White;
        if (white == 1)
            return null;
        var scaled = Tensor.From(Pixels.Shape, Pixels.Span);
        foreach (ref float value in scaled.Span)
            value /= white;
        return new Image(scaled, BitDepth, AlphaPlane, Metadata, Notes) { _floatRange = FloatRange.Usual };
    }

    private static PixelLayout Given(PixelLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout;
    }

    private static void Refuse(IEnumerable<string> mistakes, string parameter)
    {
        string text = string.Join(' ', mistakes);
        if (text.Length > 0)
            throw new ArgumentException(text, parameter);
    }
}
