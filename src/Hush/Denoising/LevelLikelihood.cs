using System.Runtime.CompilerServices;
using Hush.Numerics.Random;

namespace Hush.Denoising;

/// <summary>
/// Compares the likelihood of an image under different levels of white noise, using a denoising model. If f(y) is the posterior mean of
/// the clean image given y, the score is (f(y) - y) / sigma^2 (Tweedie's formula). With the heat equation, d log p(y) / d sigma^2 =
/// (|f(y) - y|^2 / sigma^2 - n + div f(y)) / (2 sigma^2), where n is the number of values. Values that show no noise are excluded:
/// black and white of clipped images, and values equal to all their neighbors. Models trained with the absolute error estimate the
/// median instead, which is used as an approximation.
/// </summary>
/// <remarks>
/// Tweedie's formula: Efron, "Tweedie's Formula and Selection Bias", JASA 106(496), 2011. Divergence from one random probe: Ramani,
/// Blu, Unser, "Monte-Carlo SURE", IEEE TIP 17(9), 2008.
/// </remarks>
internal sealed class LevelLikelihood : IDisposable
{
    private const int MaxSide = 384;            // maximum number of rows and columns
    private const float ProbeStep = 0.3f;       // times sigma: small relative to the noise, large relative to rounding errors
    private const double MaxSlope = 10;

    private readonly TiledModel _model;
    private readonly bool _ownsModel;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _noisy, _probed, _clean, _probedClean;
    private readonly float[] _probe;             // 1 or -1; 0 for excluded values
    private readonly int _count;

    /// <summary>
    /// Samples up to 384x384 pixels of an image: the centers of its quadrants, side by side, because the center of an image may not be
    /// representative of the rest.
    /// </summary>
    /// <param name="model">A model that takes a noise level.</param>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public LevelLikelihood(TiledModel model, Tensor image, CancellationToken cancellation)
    {
        _noisy = Sample(image);
        _ownsModel = _noisy.Shape != image.Shape;
        (_model, _cancellation) = (_ownsModel ? model.WithOwnPlan() : model, cancellation);
        (_probed, _clean, _probedClean) = (new Tensor(_noisy.Shape), new Tensor(_noisy.Shape), new Tensor(_noisy.Shape));
        _probe = new float[_noisy.Span.Length];
        Philox.FillUniform(new RandomKey(0, RandomPurpose.Probe), _probe);
        bool isClipped = !_noisy.Span.ContainsAnyExceptInRange(0, 1);
        for (int i = 0; i < _probe.Length; i++)
        {
            bool isCut = isClipped && _noisy.Span[i] is 0 or 1;
            _probe[i] = isCut || IsFlat(i) ? 0 : _probe[i] < 0.5f ? -1 : 1;
            _count += _probe[i] == 0 ? 0 : 1;
        }
    }

    /// <summary>
    /// log(|f(y) - y|^2 / (sigma^2 (n - div f(y)))) / 2, clamped to [-10, 10]. It has the sign of the slope: positive if the likelihood
    /// increases with the level, negative if it decreases.
    /// </summary>
    /// <param name="level">Sigma on the [0, 1] scale, greater than 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public double Slope(double level)
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
            double difference = _probe[i] == 0 ? 0 : (double)noisy[i] - clean[i];
            removed += difference * difference;
            divergence += _probe[i] * ((double)probedClean[i] - clean[i]) / step;
        }

        double expected = level * level * (_count - divergence);
        return expected > 0 ? Math.Clamp(Math.Log(removed / expected) / 2, -MaxSlope, MaxSlope) : MaxSlope;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsModel)
            _model.Dispose();
        _noisy.Dispose();
        _probed.Dispose();
        _clean.Dispose();
        _probedClean.Dispose();
    }

    private void Clean(Tensor noisy, Tensor clean, double level) =>
        _model.Run(noisy, clean, _model.TilesOf(noisy.Shape), (float)level, progress: null, _cancellation);

    /// <summary>Whether a value equals its eight neighbors.</summary>
    private bool IsFlat(int i)
    {
        var (_, height, width, channels) = _noisy.Shape;
        ReadOnlySpan<float> values = _noisy.Span;
        int run = width * channels, row = i / run, column = i % run / channels;
        for (int down = Math.Max(0, row - 1); down <= Math.Min(height - 1, row + 1); down++)
        {
            for (int right = Math.Max(0, column - 1); right <= Math.Min(width - 1, column + 1); right++)
            {
                if (values[(down * run) + (right * channels) + (i % channels)] != values[i])
                    return false;
            }
        }

        return true;
    }

    private static Tensor Sample(Tensor image)
    {
        var (_, height, width, channels) = image.Shape;
        int rows = Math.Min(height, MaxSide), columns = Math.Min(width, MaxSide), left = columns / 2 * channels,
            right = (columns * channels) - left;
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

    /// <summary>
    /// Maps a row (or column) of the sample to the image: each half of the sample is the center of the same half of the image.
    /// </summary>
    private static int Place(int i, int count, int extent)
    {
        int half = count / 2, middle = extent / 2;
        return i < half ? i + ((middle - half) / 2) : i - half + middle + ((extent - middle - (count - half)) / 2);
    }
}
