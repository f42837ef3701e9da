using System.Buffers;
using Hush.Numerics;

namespace Hush.Imaging.Metrics;

/// <summary>
/// Finds the trivial baseline: the Gaussian filter whose width gives the best mean PSNR on validation pairs. Fed pair by pair;
/// one instance serves one thread, but any thread may <see cref="Try"/> a pair for it.
/// </summary>
public sealed class BaselineChooser
{
    private readonly double[] _psnr = new double[Widths.Count];
    private int _images;

    /// <summary>The widths that are tried: sigma in pixels, ascending.</summary>
    public static IReadOnlyList<double> Widths { get; } =
        [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0];

    private static GaussianFilter[] Candidates { get; } = [.. Widths.Select(GaussianFilter.OfWidth)];

    /// <summary>The best filter for the pairs so far; of equals, the narrowest.</summary>
    /// <exception cref="InvalidOperationException">No pair was added.</exception>
    public GaussianFilter Best => _images > 0
        ? Candidates[Array.IndexOf(_psnr, _psnr.Max())]
        : throw new InvalidOperationException("The baseline is chosen on validation pairs, but none was added. Add at least 1.");

    /// <summary>The PSNR of one pair after each of the <see cref="Widths"/>, in their order: the slow part of
    /// <see cref="Add(ReadOnlySpan{float}, ReadOnlySpan{float}, Shape)"/>.</summary>
    /// <param name="clean">[1, H, W, C], values in [0, 1].</param>
    /// <param name="noisy">As many values.</param>
    /// <param name="image">The extents of both.</param>
    /// <exception cref="ShapeException">A span is not as long as the shape says, or the shape holds more than one image.</exception>
    public static double[] Try(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, Shape image)
    {
        Spans.Check("The choice of a baseline", clean, noisy, image);
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

    /// <summary>Tries every width on one more pair.</summary>
    /// <inheritdoc cref="Try"/>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, Shape image) => Add(Try(clean, noisy, image));

    /// <summary>Counts one more pair in. The sums depend on the order of the pairs in their last bits: add them in a fixed one.</summary>
    /// <param name="psnr">What <see cref="Try"/> gave for it.</param>
    /// <exception cref="ArgumentException">There is not one value a width.</exception>
    public void Add(ReadOnlySpan<double> psnr)
    {
        if (psnr.Length != _psnr.Length)
            throw new ArgumentException($"A pair has a PSNR for each of the {_psnr.Length} widths, got {psnr.Length}. Pass what Try gave.");
        for (int i = 0; i < _psnr.Length; i++)
            _psnr[i] += psnr[i];
        _images++;
    }
}
