using System.Buffers;
using System.Numerics.Tensors;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise.Camera;
using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Spatially correlated Gaussian noise, as in scanned film and resized images: white noise, filtered by a Gaussian of sigma 0.2 to 1.5
/// pixels (small values are more likely) and scaled to the requested noise level. A fraction of its variance, uniform in [0, 1], is shared
/// by all channels. The result is clipped and rounded to bytes; half of the images are then compressed as JPEG of quality 60 to 98.
/// </summary>
internal sealed class GrainNoise : INoise
{
    private const float MinWidth = 0.2f, MaxWidth = 1.5f;
    private const double JpegChance = 0.5;

    private readonly NoiseLevel _low, _high;

    /// <param name="sigma">Noise level on the scale 0..255, drawn uniformly from the range for each image.</param>
    public GrainNoise(NumberRange sigma) => (_low, _high) = (NoiseLevel.FromByteScale(sigma.Low), NoiseLevel.FromByteScale(sigma.High));

    /// <inheritdoc/>
    public string Description =>
        $"grain, {_low}{(_low == _high ? "" : $" to {_high}, drawn for each image")}, correlated over {MinWidth} to {MaxWidth} pixels";

    /// <inheritdoc/>
    public NoiseLevel? LevelOf(in RandomKey key) => GaussianNoise.Draw(_low, _high, key);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> clean, Span<float> noisy, Shape image, in RandomKey key)
    {
        Spans.EnsureMatch("Grain", clean, noisy, image);
        if (clean.IsEmpty)
            return;
        RandomKey strengths = NoiseParts.Strengths(key);
        float sigma = LevelOf(key)!.Value.Sigma, shared = Philox.Uniform(strengths, 2);
        float uniform = Philox.Uniform(strengths, 1), width = MinWidth + ((MaxWidth - MinWidth) * uniform * uniform);
        int count = image.H * image.W;
        float[] rented = ArrayPool<float>.Shared.Rent(checked(3 * count));
        Span<float> common = rented.AsSpan(0, count), white = rented.AsSpan(count, count), soft = rented.AsSpan(2 * count, count);
        float scale = sigma / SoftFilter.Gain(width, image.H, image.W);
        Philox.FillNormal(NoiseParts.Shared(key), common);
        for (int c = 0; c < image.C; c++)
        {
            Philox.FillNormal(NoiseParts.Values(key), c * count, white);
            TensorPrimitives.Multiply(white, MathF.Sqrt(1 - shared), white);
            TensorPrimitives.MultiplyAdd(common, MathF.Sqrt(shared), white, white);
            SoftFilter.Apply(white, soft, image.H, image.W, width);
            for (int i = 0; i < soft.Length; i++)
                noisy[(i * image.C) + c] = clean[(i * image.C) + c] + (scale * soft[i]);
        }

        ArrayPool<float>.Shared.Return(rented);
        Bytes.Round(noisy);
        if (Philox.Uniform(strengths, 3) >= JpegChance)
            return;
        int quality = 60 + Philox.Below(strengths, 4, 39), row = Philox.Below(strengths, 6, 16), column = Philox.Below(strengths, 7, 16);
        new JpegCompression(quality, SubsamplesChroma: Philox.Uniform(strengths, 5) < 0.5, row, column).Apply(noisy, image);
    }
}
