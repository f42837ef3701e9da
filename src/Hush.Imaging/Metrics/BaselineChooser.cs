using System.Buffers;

namespace Hush.Imaging.Metrics;

/// <summary>
/// Finds a simple baseline: the Gaussian filter whose width gives the highest mean PSNR on validation pairs, added one at a time. An
/// instance is not thread-safe, but <see cref="Try"/> can run on any thread.
/// </summary>
internal sealed class BaselineChooser
{
    private readonly double[] _psnr = new double[Widths.Count];
    private int _images;

    /// <summary>The candidate widths: sigma in pixels, ascending.</summary>
    public static IReadOnlyList<double> Widths { get; } =
        [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0];

    private static GaussianFilter[] Candidates { get; } = [.. Widths.Select(GaussianFilter.OfWidth)];

    /// <summary>The best filter for the pairs added so far; ties go to the narrowest.</summary>
    /// <exception cref="InvalidOperationException">No pair was added.</exception>
    public GaussianFilter Best => _images > 0
        ? Candidates[Array.IndexOf(_psnr, _psnr.Max())]
        : throw new InvalidOperationException("The baseline is chosen on validation pairs, but none were added. Add at least 1.");

    /// <summary>
    /// The PSNR of one pair for each of the <see cref="Widths"/>, in the same order: the slow part of
    /// <see cref="Add(ReadOnlySpan{float}, ReadOnlySpan{float}, Shape)"/>.
    /// </summary>
    /// <param name="clean">[1, H, W, C], values in [0, 1].</param>
    /// <param name="noisy">The noisy image, of the same length.</param>
    /// <param name="image">The shape of both images.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape holds more than one
    /// image.</exception>
    public static double[] Try(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, Shape image)
    {
        Spans.EnsureMatch("The choice of a baseline", clean, noisy, image);
        float[] scratch = ArrayPool<float>.Shared.Rent(noisy.Length);
        Span<float> filtered = scratch.AsSpan(0, noisy.Length);
        var psnr = new double[Candidates.Length];
        for (int i = 0; i < Candidates.Length; i++)
        {
            Candidates[i].Apply(noisy, filtered, image);
            psnr[i] = Psnr.Of(clean, filtered);
        }

        ArrayPool<float>.Shared.Return(scratch);
        return psnr;
    }

    /// <summary>Evaluates all widths on another pair.</summary>
    /// <inheritdoc cref="Try"/>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, Shape image) => Add(Try(clean, noisy, image));

    /// <summary>
    /// Adds the result of another pair. The last bits of the sums depend on the order of the pairs: use a fixed order.
    /// </summary>
    /// <param name="psnr">The result of <see cref="Try"/>.</param>
    /// <exception cref="ArgumentException">There is not one value per width.</exception>
    public void Add(ReadOnlySpan<double> psnr)
    {
        if (psnr.Length != _psnr.Length)
            throw new ArgumentException($"A pair needs a PSNR for each of the {_psnr.Length} widths, got {psnr.Length}. Pass the result " +
                "of Try.");
        for (int i = 0; i < _psnr.Length; i++)
            _psnr[i] += psnr[i];
        _images++;
    }
}
