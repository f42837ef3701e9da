using Hush.Imaging.Content;
using Hush.Imaging.Estimation;

namespace Hush.Denoising;

/// <summary>
/// The noise that a blind model finds. The network sees only a few tens of pixels around each pixel and cannot decide there whether
/// fine detail is noise. A first pass without a level measures how much the model removes from the whole image; that determines the
/// level for the second pass. Choice of the constants: <c>docs/decisions/0017-camera-noise.md</c>.
/// </summary>
/// <param name="Removed">Root mean square of what the model removes without a level, on the 0..255 scale, not counting patterns that it
/// mistakes for noise (see <see cref="RemovedPatterns"/>).</param>
/// <param name="Sharpness">Of the denoised image: see <see cref="Imaging.Estimation.Sharpness"/>.</param>
/// <param name="Evenness">Of what was removed: see <see cref="Denoising.Evenness"/>.</param>
/// <param name="IsPattern">Whether only patterns were removed, or too many of them to tell noise from them.</param>
internal readonly record struct BlindEstimate(double Removed, double Sharpness, double Evenness, bool IsPattern = false)
{
    private const int MinTileSide = 96, MaxTileSide = 192, TilesPerSide = 3;
    private const long SmallPixels = 320 * 320;

    private const double AddedLevel = 2.5, PerRemoved = 0.9;

    // What looks like weak noise may be texture if the image is sharp and it is in few places. Then the strength increases slowly with
    // the measured noise. In soft images, and if it is everywhere, it is noise. In between, the limits are interpolated.
    private const double Soft = 0.25, Sharp = 0.5, InFewPlaces = 0.1, Everywhere = 0.25;
    private const double InvisibleNoise = 0.4, CertainNoise = 0.7, InvisibleTexture = 0.8, CertainTexture = 3;

    /// <summary>Noise level for the model, on the 0..255 scale.</summary>
    public double Sigma => SigmaFor(Removed);

    /// <summary>The noise level for the model if it removes this much without a level, both on the 0..255 scale.</summary>
    public static double SigmaFor(double removed) => Math.Min(255, AddedLevel + (PerRemoved * removed));

    /// <summary>The fraction of the noise to remove, 0 to 1; 0 if it is not visible.</summary>
    public double FractionToRemove
    {
        get
        {
            double sharp = Math.Clamp((Sharpness - Soft) / (Sharp - Soft), 0, 1);
            double texture = sharp * Math.Clamp((Everywhere - Evenness) / (Everywhere - InFewPlaces), 0, 1);
            double invisible = double.Lerp(InvisibleNoise, InvisibleTexture, texture);
            double certain = double.Lerp(CertainNoise, CertainTexture, texture);
            return Math.Clamp((Removed - invisible) / (certain - invisible), 0, 1);
        }
    }

    /// <summary>Runs the model on an image of up to 320x320 pixels, or on nine tiles of a larger one.</summary>
    /// <param name="model">A model that finds noise by itself.</param>
    /// <param name="content">The image, with gaps filled; they are not measured.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static BlindEstimate Of(TiledModel model, ImageContent content, CancellationToken cancellation)
    {
        Tensor image = content.Pixels;
        var (_, height, width, channels) = image.Shape;
        var sharpness = new Sharpness();
        var evenness = new Evenness();
        var removed = new RemovedPatterns();
        if ((long)height * width <= SmallPixels)
        {
            Measure(model, image, i => i, content, sharpness, evenness, removed, cancellation);
            return new BlindEstimate(removed.Noise, sharpness.Value, evenness.Value, removed.HidesNoise);
        }

        int side = Math.Clamp(Math.Min(height, width) / 5, MinTileSide, MaxTileSide) / 8 * 8;
        var shape = new Shape(1, Math.Min(height, side), Math.Min(width, side), channels);
        using TiledModel small = model.WithOwnPlan();
        using var tile = new Tensor(shape);
        for (int index = 0; index < TilesPerSide * TilesPerSide; index++)
        {
            var (down, across) = Math.DivRem(index, TilesPerSide);
            int top = Start(down, height, shape.H), left = Start(across, width, shape.W), run = shape.W * channels;
            for (int y = 0; y < shape.H; y++)
                image.Span.Slice((((top + y) * width) + left) * channels, run).CopyTo(tile.Span[(y * run)..]);
            int first = ((top * width) + left) * channels;
            Measure(
                small, tile, i => first + (i / run * width * channels) + (i % run), content, sharpness, evenness, removed, cancellation);
        }

        return new BlindEstimate(removed.Noise, sharpness.Value, evenness.Value, removed.HidesNoise);
    }

    /// <summary>The first row or column of a tile: the tiles are in the middle of each third.</summary>
    private static int Start(int index, int extent, int side) =>
        Math.Clamp((int)((((2 * index) + 1L) * extent / (2 * TilesPerSide)) - (side / 2)), 0, extent - side);

    /// <summary>Adds what the model removes from an image, which may be a tile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="indexOf">The index of a value in the whole image.</param>
    /// <param name="content">The whole image.</param>
    /// <param name="sharpness">Receives the denoised image.</param>
    /// <param name="evenness">Receives what is removed.</param>
    /// <param name="removed">Receives what is removed from the values that are not filled.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    private static void Measure(
        TiledModel model, Tensor image, Func<int, int> indexOf, ImageContent content, Sharpness sharpness, Evenness evenness,
        RemovedPatterns removed, CancellationToken cancellation)
    {
        using var clean = new Tensor(image.Shape);
        model.Run(image, clean, model.TilesOf(image.Shape), level: 0, progress: null, cancellation);
        sharpness.Add(clean.Span, image.Shape);     // noise is sharp, too
        Func<int, bool>? isFilled = content.HasGaps ? i => content.IsFilled(indexOf(i)) : null;
        evenness.Add(image.Span, clean.Span, image.Shape, isFilled);
        removed.Add(image.Span, clean.Span, image.Shape, white: 1, isFilled);
    }
}
