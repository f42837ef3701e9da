using Hush.Imaging.Content;
using Hush.Imaging.Files;
using Hush.Imaging.Layouts;
using Hush.Numerics.IO;

namespace Hush;

/// <summary>An image as stored in a file: gray or RGB pixels, a bit depth, and optionally alpha and metadata.</summary>
/// <remarks>Owns its pixels: dispose it.</remarks>
public sealed partial class Image : IDisposable
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
    /// [1, H, W, C], 0 for black and 1 for white, encoded as in the file (usually sRGB, not linear light). Integer samples map to
    /// [0, 1]; float samples may lie outside.
    /// </summary>
    public Tensor Pixels { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => Pixels.Shape.W;

    /// <summary>Height in pixels.</summary>
    public int Height => Pixels.Shape.H;

    /// <summary>Color channels without alpha: 1 (gray) or 3 (red, green, blue).</summary>
    public int Channels => Pixels.Shape.C;

    /// <summary>Bits per sample: 8 or 16 for integers, 32 for floats.</summary>
    public int BitDepth { get; }

    /// <summary>True if samples are floats: 1 is white, and values outside [0, 1] are kept.</summary>
    public bool IsFloat => BitDepth == 32;

    /// <summary>True if the image has an alpha plane.</summary>
    public bool HasAlpha => AlphaPlane is not null;

    /// <summary>
    /// [H, W], 0 (transparent) to 2^BitDepth - 1 (opaque), unchanged from the file; empty for float images and images without alpha.
    /// </summary>
    public ReadOnlySpan<ushort> Alpha => AlphaPlane?.Whole;

    /// <summary>[H, W], 1 is opaque, unchanged from the file; empty for integer images and images without alpha.</summary>
    public ReadOnlySpan<float> FloatAlpha => AlphaPlane?.Floats;

    /// <summary>Color profile, EXIF, orientation and other metadata.</summary>
    public ImageMetadata Metadata { get; }

    /// <summary>What reading changed or dropped, and what denoising left unchanged, as sentences for the user.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The sample value of white in an integer image: 2^BitDepth - 1.</summary>
    internal int White => (1 << BitDepth) - 1;

    internal AlphaPlane? AlphaPlane { get; }

    /// <summary>The range of valid values. Kept by <see cref="WithPixels"/>.</summary>
    internal FloatRange FloatRange => _floatRange ??= IsFloat ? FloatRange.Of(Pixels.Span) : FloatRange.Usual;

    /// <summary>Reads an image file. The format is detected from its content. HEIC and JPEG XL require an installed libvips.</summary>
    /// <remarks>
    /// Palettes are expanded to RGB, samples of fewer than 8 bits are scaled to 8, and a transparent color becomes an alpha plane.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">The page to read, and limits. Images beyond the limits are rejected before any memory is allocated for
    /// them.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of an unsupported format, or too large.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Image Read(string path, ImageReadOptions? options = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Read(stream, path, options);
    }

    /// <summary>Reads an image from the current position of a stream, which is not closed.</summary>
    /// <param name="stream">A readable stream; if it cannot seek, it is first copied into memory.</param>
    /// <param name="name">The stream's name for error messages.</param>
    /// <param name="options">The page to read, and limits. Images beyond the limits are rejected before any memory is allocated for
    /// them.</param>
    /// <exception cref="ImageFormatException">The data is damaged, of an unsupported format, or too large.</exception>
    public static Image Read(Stream stream, string name, ImageReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ImageReadOptions();
        Refuse(options.Check(), nameof(options));
        var source = new ImageSource(stream, name, options);
        return ImageFormats.Reader(source).Read(source);
    }

    /// <summary>Creates an image from a copy of pixels.</summary>
    /// <param name="pixels">[H, W, C], 0 for black and 1 for white.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <param name="alpha">[H, W], at most 2^bitDepth - 1; empty for no alpha, and for float images.</param>
    /// <exception cref="ShapeException">The lengths and dimensions do not match, or a dimension is out of range.</exception>
    public static Image FromPixels(
        ReadOnlySpan<float> pixels, int width, int height, int channels, int bitDepth = 8, ReadOnlySpan<ushort> alpha = default)
    {
        var shape = new Shape(1, height, width, channels);
        ImageChecks.Shape(shape, bitDepth);
        ImageChecks.Alpha(shape, bitDepth, alpha);
        return new Image(Tensor.From(shape, pixels), bitDepth, alpha.IsEmpty ? null : new AlphaPlane(alpha.ToArray(), null));
    }

    /// <summary>Creates an image from a copy of one image of a batch.</summary>
    /// <param name="batch">[N, H, W, C], values in [0, 1]; C is 1 or 3.</param>
    /// <param name="image">The index in the batch, from 0 to N - 1.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <exception cref="ShapeException">The batch does not have 1 or 3 channels, or has no pixels.</exception>
    public static Image FromPixels(Tensor batch, int image = 0, int bitDepth = 8)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, batch.Shape.N);
        return FromPixels(batch.Image(image), batch.Shape.W, batch.Shape.H, batch.Shape.C, bitDepth);
    }

    /// <summary>Creates an image that takes ownership of a tensor.</summary>
    /// <param name="pixels">[1, H, W, 1 or 3], 0 for black and 1 for white.</param>
    /// <param name="bitDepth">8, 16, or 32 for floats.</param>
    /// <exception cref="ShapeException">The tensor does not have the shape of an image.</exception>
    public static Image FromTensor(Tensor pixels, int bitDepth = 8)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ImageChecks.Shape(pixels.Shape, bitDepth);
        return new Image(pixels, bitDepth, null);
    }

    /// <summary>Creates an 8-bit image from a copy of samples from 0 (black) to 255 (white).</summary>
    /// <param name="samples">The buffer described by the layout; it may be longer.</param>
    /// <param name="layout">The memory layout of the samples.</param>
    /// <exception cref="ShapeException">The layout is invalid or extends past the end of the buffer.</exception>
    public static Image FromSamples(ReadOnlySpan<byte> samples, PixelLayout layout) => SampleTransfer<byte>.Read(samples, Given(layout));

    /// <summary>Creates a 16-bit image from a copy of samples from 0 (black) to 65535 (white).</summary>
    /// <inheritdoc cref="FromSamples(ReadOnlySpan{byte}, PixelLayout)"/>
    public static Image FromSamples(ReadOnlySpan<ushort> samples, PixelLayout layout) =>
        SampleTransfer<ushort>.Read(samples, Given(layout));

    /// <summary>Creates a float image from a copy of samples from 0 (black) to 1 (white); values outside this range are kept.</summary>
    /// <inheritdoc cref="FromSamples(ReadOnlySpan{byte}, PixelLayout)"/>
    public static Image FromSamples(ReadOnlySpan<float> samples, PixelLayout layout) => SampleTransfer<float>.Read(samples, Given(layout));

    /// <summary>
    /// Copies the image to 8-bit samples from 0 (black) to 255 (white), clamped and rounded to nearest (ties to even). A gray image is
    /// copied to all colors. If the layout has alpha but the image does not, alpha is set to opaque.
    /// </summary>
    /// <param name="samples">The buffer described by the layout. Padding between rows is not changed.</param>
    /// <param name="layout">The memory layout of the samples.</param>
    /// <exception cref="ShapeException">The layout differs from the image in size, is gray for a color image, or extends past the end
    /// of the buffer.</exception>
    public void CopyTo(Span<byte> samples, PixelLayout layout)
    {
        using Image? scaled = ToWhiteAtOne();
        SampleTransfer<byte>.Write(scaled ?? this, samples, Given(layout));
    }

    /// <summary>
    /// Same as <see cref="CopyTo(Span{byte}, PixelLayout)"/>, but with 16-bit samples from 0 (black) to 65535 (white).
    /// </summary>
    /// <inheritdoc cref="CopyTo(Span{byte}, PixelLayout)"/>
    public void CopyTo(Span<ushort> samples, PixelLayout layout)
    {
        using Image? scaled = ToWhiteAtOne();
        SampleTransfer<ushort>.Write(scaled ?? this, samples, Given(layout));
    }

    /// <summary>
    /// Same as <see cref="CopyTo(Span{byte}, PixelLayout)"/>, but with float samples from 0 (black) to 1 (white), neither clamped nor
    /// rounded.
    /// </summary>
    /// <inheritdoc cref="CopyTo(Span{byte}, PixelLayout)"/>
    public void CopyTo(Span<float> samples, PixelLayout layout) => SampleTransfer<float>.Write(this, samples, Given(layout));

    /// <summary>A copy with other pixels. Keeps bit depth, alpha and metadata, except for thumbnails of the old pixels.</summary>
    /// <param name="pixels">[1, H, W, 1 or 3] with this image's H and W; the new image owns them.</param>
    /// <exception cref="ShapeException">The tensor has another shape.</exception>
    public Image WithPixels(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ImageChecks.Shape(pixels.Shape, BitDepth);
        ImageChecks.SameSize(Pixels.Shape, pixels.Shape);
        return new Image(pixels, BitDepth, AlphaPlane, Metadata.WithoutThumbnails(), Notes) { _floatRange = FloatRange };
    }

    /// <summary>A copy with other metadata. It takes ownership of the pixels: dispose it instead of this image.</summary>
    public Image WithMetadata(ImageMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new Image(Pixels, BitDepth, AlphaPlane, metadata, Notes) { _floatRange = _floatRange };
    }

    /// <summary>A copy with more notes. It takes ownership of the pixels: dispose it instead of this image.</summary>
    internal Image WithNotes(IEnumerable<string> more) =>
        new(Pixels, BitDepth, AlphaPlane, Metadata, [.. Notes, .. more]) { _floatRange = _floatRange };

    /// <summary>Whether a pixel is fully transparent, so its color is invisible.</summary>
    /// <param name="pixel">The index of the pixel in row-major order.</param>
    internal bool IsClear(int pixel) =>
        AlphaPlane is { } alpha && (alpha.Whole is { } whole ? whole[pixel] == 0 : alpha.Floats![pixel] <= 0);

    /// <summary>What a format cannot keep of this image, as sentences for the user; empty if it keeps everything.</summary>
    public IReadOnlyList<string> UnsupportedFeatures(ImageFormat format)
    {
        List<string> sentences = [.. FormatTraits.Of(format).UnsupportedFeatures(this)];
        if (FloatRange.White != 1 && BitDepthIn(format) != 32)
            sentences.Add($"Values reach {FloatRange.Largest:G4}, but 1 is white: {FloatRange.White} becomes white.");
        return sentences;
    }

    /// <summary>
    /// The bit depth this image has in a format: the largest supported one not above <see cref="BitDepth"/>, else the smallest.
    /// </summary>
    public int BitDepthIn(ImageFormat format) => FormatTraits.Of(format).DepthFor(BitDepth);

    /// <summary>Checks that this image can be written to a path, without writing it.</summary>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold this image, or HEIC or JPEG XL is
    /// requested without an installed libvips.</exception>
    public void CheckWrite(string path) => CheckWrite(Pixels.Shape, HasAlpha, ImageFormats.FromPath(path), path);

    /// <summary>Checks that an image of this shape, without alpha, can be written to a path.</summary>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold such an image, or HEIC or JPEG XL is
    /// requested without an installed libvips.</exception>
    public static void CheckWrite(string path, Shape pixels) => CheckWrite(pixels, hasAlpha: false, ImageFormats.FromPath(path), path);

    /// <summary>Checks that this image can be written in a format, without writing it.</summary>
    /// <exception cref="ImageFormatException">The format cannot hold this image, or HEIC or JPEG XL is requested without an installed
    /// libvips.</exception>
    public void CheckWrite(ImageFormat format) => CheckWrite(Pixels.Shape, HasAlpha, format, $"{format} stream");

    /// <summary>Writes the image atomically, in the format of the path's extension.</summary>
    /// <remarks>
    /// In integer formats, values are clamped to [0, 1] and rounded to the nearest sample (ties to even), and NaN becomes 0. Float
    /// formats store values unchanged. A float image with values far beyond 1 (more than half of at least 2, or all integers) is
    /// divided by its white value before conversion to integers: 255, 1023, 4095, 16383 or 65535, the first that holds the values.
    /// Information that the format cannot hold is lost (see <see cref="UnsupportedFeatures"/>), but never alpha or color.
    /// </remarks>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">Compression settings.</param>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold this image, or HEIC or JPEG XL is
    /// requested without an installed libvips.</exception>
    /// <exception cref="IOException">The file cannot be written. An existing file at this path is not changed.</exception>
    public void Write(string path, ImageWriteOptions? options = null)
    {
        ImageFormat format = ImageFormats.FromPath(path);
        AtomicFile.Write(path, stream => Write(stream, format, path, options));
    }

    /// <summary>
    /// Writes to a stream, which is not closed. Samples are converted as in <see cref="Write(string, ImageWriteOptions?)"/>.
    /// </summary>
    /// <exception cref="ImageFormatException">The format cannot hold this image, or HEIC or JPEG XL is requested without an installed
    /// libvips.</exception>
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

    /// <summary>A copy scaled so that white is 1, for integer formats; null if it already is.</summary>
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
