using Hush.Numerics;
using Hush.Numerics.IO;

namespace Hush.Imaging.Files;

/// <summary>A picture as a file holds it: gray or RGB in [0, 1], its bit depth, alpha where it has one.</summary>
/// <remarks>Owns its pixels: dispose it.</remarks>
public sealed class Image : IDisposable
{
    /// <summary>Images of more pixels are refused unless the caller allows them: as RGB tensor this is 3 GB.</summary>
    public const long DefaultMaxPixels = 250_000_000;

    private readonly ushort[]? _alpha;

    internal Image(Tensor pixels, int bitDepth, ushort[]? alpha)
    {
        Pixels = pixels;
        BitDepth = bitDepth;
        _alpha = alpha;
    }

    /// <summary>[1, H, W, C], black 0 and white 1, as the file encodes them (usually sRGB, not linear light).</summary>
    public Tensor Pixels { get; }

    /// <summary>Columns.</summary>
    public int Width => Pixels.Shape.W;

    /// <summary>Rows.</summary>
    public int Height => Pixels.Shape.H;

    /// <summary>Colour channels without alpha: 1 (gray) or 3 (red, green, blue).</summary>
    public int Channels => Pixels.Shape.C;

    /// <summary>Bits that each sample is written with: 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>True if the image has an alpha plane.</summary>
    public bool HasAlpha => _alpha is not null;

    /// <summary>[H, W], 0 (clear) to 2^BitDepth - 1 (opaque), exactly as the file holds it; empty without alpha.</summary>
    public ReadOnlySpan<ushort> Alpha => _alpha;

    /// <summary>The sample that means 1: 2^BitDepth - 1.</summary>
    internal int White => (1 << BitDepth) - 1;

    /// <summary>Reads a PNG or PNM file, told apart by content.</summary>
    /// <remarks>Palettes become RGB, fewer than 8 bits become 8, a transparent colour becomes an alpha plane.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">Larger images are refused before anything is allocated for them.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of another kind, or too large.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Image Read(string path, long maxPixels = DefaultMaxPixels)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Read(stream, path, maxPixels);
    }

    /// <summary>Reads one image from the stream's position on; the stream is not closed.</summary>
    /// <param name="stream">Any readable stream; one that cannot seek is first copied into memory.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="maxPixels">Larger images are refused before anything is allocated for them.</param>
    /// <exception cref="ImageFormatException">The data is damaged, of another kind, or too large.</exception>
    public static Image Read(Stream stream, string name, long maxPixels = DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        var source = new ImageSource(stream, name, maxPixels);
        return ImageFormats.Reader(source).Read(source);
    }

    /// <summary>An image with a copy of the given pixels.</summary>
    /// <param name="pixels">[H, W, C] on the scale 0 to 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="alpha">[H, W], at most 2^bitDepth - 1; nothing for an image without alpha.</param>
    /// <exception cref="ShapeException">The sizes do not fit each other, or are none of those above.</exception>
    public static Image FromPixels(
        ReadOnlySpan<float> pixels, int width, int height, int channels, int bitDepth = 8, ReadOnlySpan<ushort> alpha = default)
    {
        var shape = new Shape(1, height, width, channels);
        Check(shape, bitDepth);
        if (!alpha.IsEmpty && alpha.Length != (long)height * width)
        {
            throw new ShapeException(
                $"An alpha plane for {shape} has {(long)height * width} values, but {alpha.Length} were given. " +
                "Pass one for each pixel.");
        }

        if (bitDepth == 8 && alpha.ContainsAnyExceptInRange((ushort)0, (ushort)255))
        {
            throw new ArgumentException(
                "An alpha plane of 8 bits has values of at most 255, but there are larger ones. Scale it, or choose 16 bits.",
                nameof(alpha));
        }

        return new Image(Tensor.From(shape, pixels), bitDepth, alpha.IsEmpty ? null : alpha.ToArray());
    }

    /// <summary>An image with a copy of one image of a batch.</summary>
    /// <param name="batch">[N, H, W, C] on the scale 0 to 1; C is 1 or 3.</param>
    /// <param name="image">Its place in the batch, from 0 to N - 1.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <exception cref="ShapeException">The batch has other channels, or no pixels.</exception>
    public static Image FromPixels(Tensor batch, int image = 0, int bitDepth = 8)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, batch.Shape.N);
        return FromPixels(batch.Image(image), batch.Shape.W, batch.Shape.H, batch.Shape.C, bitDepth);
    }

    /// <summary>The same picture with other pixels: bit depth and alpha stay.</summary>
    /// <param name="pixels">[1, H, W, C] with this image's H and W and 1 or 3 channels; the new image owns them.</param>
    /// <exception cref="ShapeException">The shape is another one.</exception>
    public Image WithPixels(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Check(pixels.Shape, BitDepth);
        if (pixels.Shape != Pixels.Shape with { C = pixels.Shape.C })
        {
            throw new ShapeException(
                $"Other pixels for an image of {Pixels.Shape} must have its size, but they are {pixels.Shape}. " +
                "Crop them, or make a new image.");
        }

        return new Image(pixels, BitDepth, _alpha);
    }

    /// <summary>Writes the file whole or not at all, in the format that its extension names: .png, .pgm, .ppm or .pnm.</summary>
    /// <remarks>Values are clamped to [0, 1] and rounded to the nearest sample (halves to the even one); NaN becomes 0.</remarks>
    /// <exception cref="ImageFormatException">The extension is unknown, or the format cannot hold this image.</exception>
    /// <exception cref="IOException">The file cannot be written; an old file of that name is untouched.</exception>
    public void Write(string path)
    {
        ImageFormat format = ImageFormats.FromPath(path);
        AtomicFile.Write(path, stream => ImageFormats.Writer(format).Write(this, format, stream, path));
    }

    /// <summary>Writes to a stream, which is not closed; rounding as for a file.</summary>
    /// <exception cref="ImageFormatException">The format cannot hold this image.</exception>
    public void Write(Stream stream, ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ImageFormats.Writer(format).Write(this, format, stream, $"{format} stream");
    }

    /// <inheritdoc/>
    public void Dispose() => Pixels.Dispose();

    private static void Check(Shape shape, int bitDepth)
    {
        if (shape.N != 1 || shape.H < 1 || shape.W < 1 || shape.C is not (1 or 3))
        {
            throw new ShapeException(
                $"An image is [1, H, W, 1 or 3] with H and W of at least 1, but this is {shape}. Pass one such image.");
        }

        if (bitDepth is not (8 or 16))
            throw new ArgumentOutOfRangeException(nameof(bitDepth), bitDepth, "An image has 8 or 16 bits a sample.");
    }
}
