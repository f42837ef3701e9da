using System.Buffers;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Imaging.Datasets;

/// <summary>
/// Crops training patches of a fixed size at random positions, optionally in one of the eight orientations (four if the patch is not
/// square: those that keep its height and width). Images smaller than the patch are padded by symmetric reflection.
/// </summary>
/// <param name="images">The images to crop from.</param>
/// <param name="height">Rows of a patch, at least 1.</param>
/// <param name="width">Columns of a patch, at least 1.</param>
/// <param name="orient">Flip and rotate at random.</param>
internal sealed class PatchSampler(IImageSet images, int height, int width, bool orient)
{
    private readonly int _orientations = !orient ? 1 : height == width ? 8 : 4;

    /// <summary>The shape of one patch: [1, H, W, C].</summary>
    public Shape Patch { get; } = new(1, Positive(height, nameof(height)), Positive(width, nameof(width)), images.Channels);

    /// <summary>
    /// Fills <paramref name="patch"/> from one image. Equal keys give equal patches. Does not allocate unless the set does.
    /// </summary>
    /// <param name="index">The image.</param>
    /// <param name="key">Identifies the random draw: purpose Augmentation, the epoch and the image.</param>
    /// <param name="patch">The output, exactly H x W x C values.</param>
    /// <exception cref="ShapeException"><paramref name="patch"/> has a different length.</exception>
    public void Fill(int index, in RandomKey key, Span<float> patch)
    {
        if (patch.Length != Patch.Count)
        {
            throw new ShapeException(
                $"A patch {Patch} holds {Patch.Count} values, but the span holds {patch.Length}. Pass exactly that many.");
        }

        var (h, w) = images.SizeOf(index);
        int ch = Math.Min(h, height), cw = Math.Min(w, width);                  // the region to read; the rest is its reflection
        int top = Philox.Below(key, 0, h - ch + 1), left = Philox.Below(key, 1, w - cw + 1);
        var orientation = (Orientation)Philox.Below(key, 2, _orientations);
        if (orientation == Orientation.Upright && ch == height && cw == width)
        {
            images.ReadRegion(index, top, left, ch, cw, patch);
            return;
        }

        int count = ch * cw * images.Channels;
        float[] cut = ArrayPool<float>.Shared.Rent(count);
        images.ReadRegion(index, top, left, ch, cw, cut.AsSpan(0, count));
        Arrange(cut, ch, cw, orientation, patch);
        ArrayPool<float>.Shared.Return(cut);
    }

    private void Arrange(ReadOnlySpan<float> cut, int ch, int cw, Orientation orientation, Span<float> patch)
    {
        int channels = images.Channels, to = 0;
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++, to += channels)
            {
                var (y, x) = orientation.HasFlag(Orientation.Transposed) ? (column, row) : (row, column);
                if (orientation.HasFlag(Orientation.UpsideDown)) y = height - 1 - y;
                if (orientation.HasFlag(Orientation.Mirrored)) x = width - 1 - x;
                int from = ((Reflection.Index(y, ch) * cw) + Reflection.Index(x, cw)) * channels;
                cut.Slice(from, channels).CopyTo(patch[to..]);
            }
        }
    }

    private static int Positive(int extent, string name) =>
        extent >= 1
            ? extent
            : throw new ArgumentOutOfRangeException(name, extent, $"A patch must have at least 1 pixel per side, got {extent}.");

    /// <summary>Two flips and a transpose generate all eight orientations. Only a square patch can be transposed.</summary>
    [Flags]
    private enum Orientation
    {
        Upright = 0,
        Mirrored = 1,
        UpsideDown = 2,
        Transposed = 4,
    }
}
