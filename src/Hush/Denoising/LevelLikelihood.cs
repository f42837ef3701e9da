using System.Runtime.CompilerServices;
using Hush.Numerics;
using Hush.Numerics.Random;

namespace Hush.Denoising;

/// <summary>
/// How likely an image is under white noise of one level or another, by a model that estimates clean images. For the mean of the clean
/// images that may be behind y, f(y), the score of noisy images is (f(y) - y) / sigma^2 (Tweedie's formula), and the heat equation turns it
/// into the slope d log p(y) / d sigma^2 = (|f(y) - y|^2 / sigma^2 - n + div f(y)) / (2 sigma^2), n being the number of values. Values that
/// show no noise do not count: black and white where the image is clipped, and those like all around them. Models trained for the median,
/// by absolute errors, are taken for it.
/// </summary>
/// <remarks>
/// Tweedie's formula: Efron, "Tweedie's Formula and Selection Bias", JASA 106(496), 2011. The divergence by one random probe: Ramani, Blu,
/// Unser, "Monte-Carlo SURE", IEEE TIP 17(9), 2008.
/// </remarks>
internal sealed class LevelLikelihood : IDisposable
{
    private const int Longest = 384;            // rows and columns
    private const float ProbeStep = 0.3f;       // of sigma: small beside the noise, large beside rounding
    private const double Farthest = 10;

    private readonly TiledModel _model;
    private readonly bool _isLent;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _noisy, _probed, _clean, _probedClean;
    private readonly float[] _probe;             // 1 or -1; 0 for values that do not count
    private readonly int _count;

    /// <summary>
    /// Takes up to 384x384 pixels of an image: the middles of its quarters, side by side, since what lies in the middle of a picture may be
    /// like nothing around it.
    /// </summary>
    /// <param name="model">The model, which is told the level.</param>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    public LevelLikelihood(TiledModel model, Tensor image, CancellationToken cancellation)
    {
        _noisy = Sample(image);
        _isLent = _noisy.Shape != image.Shape;
        (_model, _cancellation) = (_isLent ? model.Lend() : model, cancellation);
        (_probed, _clean, _probedClean) = (new Tensor(_noisy.Shape), new Tensor(_noisy.Shape), new Tensor(_noisy.Shape));
        _probe = new float[_noisy.Span.Length];
        Philox.FillUniform(new RandomKey(0, RandomPurpose.Probe), _probe);
        bool isClipped = !_noisy.Span.ContainsAnyExceptInRange(0, 1);
        for (int i = 0; i < _probe.Length; i++)
        {
            bool isCut = isClipped && _noisy.Span[i] is 0 or 1;
            _probe[i] = isCut || IsStill(i) ? 0 : _probe[i] < 0.5f ? -1 : 1;
            _count += _probe[i] == 0 ? 0 : 1;
        }
    }

    /// <summary>
    /// log(|f(y) - y|^2 / (sigma^2 (n - div f(y)))) / 2, which has the sign of the slope: above 0 a higher level is likelier than this one,
    /// below 0 a lower one. Within -10 and 10.
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
            double difference = _probe[i] == 0 ? 0 : (double)noisy[i] - clean[i];
            removed += difference * difference;
            divergence += _probe[i] * ((double)probedClean[i] - clean[i]) / step;
        }

        double expected = level * level * (_count - divergence);
        return expected > 0 ? Math.Clamp(Math.Log(removed / expected) / 2, -Farthest, Farthest) : Farthest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isLent)
            _model.Dispose();
        _noisy.Dispose();
        _probed.Dispose();
        _clean.Dispose();
        _probedClean.Dispose();
    }

    private void Clean(Tensor noisy, Tensor clean, double level) =>
        _model.Run(noisy, clean, _model.TilesOf(noisy.Shape), (float)level, progress: null, _cancellation);

    /// <summary>Whether a value is like the eight around it.</summary>
    private bool IsStill(int i)
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
