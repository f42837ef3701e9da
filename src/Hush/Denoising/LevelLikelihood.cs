using System.Runtime.CompilerServices;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Denoising;

/// <summary>
/// How likely an image is under white noise of one level or another, by a model that estimates clean images. For such a model, f, the score of noisy images y is (f(y) - y) / sigma^2 (Tweedie's
/// formula), and the heat equation turns it into the slope d log p(y) / d sigma^2 = (|f(y) - y|^2 / sigma^2 - n + div f(y)) / (2 sigma^2), n being the number of values.
/// </summary>
/// <remarks>
/// Tweedie's formula: Efron, "Tweedie's Formula and Selection Bias", JASA 106(496), 2011. The divergence by one random probe: Ramani, Blu, Unser, "Monte-Carlo SURE", IEEE TIP 17(9), 2008.
/// </remarks>
internal sealed class LevelLikelihood : IDisposable
{
    private const int Longest = 384;            // rows and columns
    private const float ProbeStep = 0.3f;       // of sigma: small beside the noise, large beside rounding
    private const double Farthest = 10;

    private readonly TiledModel _model;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _noisy, _probed, _clean, _probedClean;
    private readonly float[] _probe;

    /// <summary>Takes up to 384x384 pixels of an image: the middles of its quarters, side by side, since what lies in the middle of a picture may be like nothing around it.</summary>
    /// <param name="model">The model, which is told the level.</param>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    public LevelLikelihood(TiledModel model, Tensor image, CancellationToken cancellation)
    {
        (_model, _cancellation) = (model.Lend(), cancellation);
        _noisy = Sample(image);
        (_probed, _clean, _probedClean) = (new Tensor(_noisy.Shape), new Tensor(_noisy.Shape), new Tensor(_noisy.Shape));
        _probe = new float[_noisy.Span.Length];
        Philox.FillUniform(new RandomKey(0, RandomPurpose.Probe), _probe);
        foreach (ref float value in _probe.AsSpan())
            value = value < 0.5f ? -1 : 1;
    }

    /// <summary>
    /// log(|f(y) - y|^2 / (sigma^2 (n - div f(y)))) / 2, which has the sign of the slope: above 0 a higher level is likelier than this one, below 0 a lower one. Within -10 and 10.
    /// </summary>
    /// <param name="level">Sigma on the [0, 1] scale, above 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run few times, so a compiler that waits would never come
    public double Pull(double level)
    {
        float step = (float)level * ProbeStep;
        ReadOnlySpan<float> noisy = _noisy.Span;
        Span<float> probed = _probed.Span;
        for (int i = 0; i < noisy.Length; i++)
            probed[i] = noisy[i] + (step * _probe[i]);
        Clean(_noisy, _clean, level);
        Clean(_probed, _probedClean, level);
        ReadOnlySpan<float> clean = _clean.Span, probedClean = _probedClean.Span;
        double removed = 0, divergence = 0;
        for (int i = 0; i < noisy.Length; i++)
        {
            double difference = (double)noisy[i] - clean[i];
            removed += difference * difference;
            divergence += _probe[i] * ((double)probedClean[i] - clean[i]) / step;
        }

        double expected = level * level * (noisy.Length - divergence);
        return expected > 0 ? Math.Clamp(Math.Log(removed / expected) / 2, -Farthest, Farthest) : Farthest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _noisy.Dispose();
        _probed.Dispose();
        _clean.Dispose();
        _probedClean.Dispose();
    }

    private void Clean(Tensor noisy, Tensor clean, double level) =>
        _model.Run(noisy, clean, _model.TilesOf(noisy.Shape), (float)level, progress: null, _cancellation);

    private static Tensor Sample(Tensor image)
    {
        var (_, height, width, channels) = image.Shape;
        int rows = Math.Min(height, Longest), columns = Math.Min(width, Longest), left = columns / 2 * channels, right = (columns * channels) - left;
        var sample = new Tensor(new Shape(1, rows, columns, channels));
        for (int y = 0; y < rows; y++)
        {
            int row = Place(y, rows, height) * width;
            Span<float> to = sample.Span.Slice(y * columns * channels, columns * channels);
            image.Span.Slice((row + Place(0, columns, width)) * channels, left).CopyTo(to);
            image.Span.Slice((row + Place(columns / 2, columns, width)) * channels, right).CopyTo(to[left..]);
        }

        return sample;
    }

    /// <summary>Where a sample's row, or column, comes from: each half from the middle of the image's half.</summary>
    private static int Place(int i, int count, int extent)
    {
        int half = count / 2, middle = extent / 2;
        return i < half ? i + ((middle - half) / 2) : i - half + middle + ((extent - middle - (count - half)) / 2);
    }
}
