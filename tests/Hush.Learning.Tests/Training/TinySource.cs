using Hush.Learning.Training;
using Hush.Testing;

namespace Hush.Learning.Tests.Training;

/// <summary>Eleven made-up pairs of 4 x 6 pixels; the noise is drawn anew in each epoch.</summary>
internal sealed class TinySource : ITrainingSource
{
    public const int Images = 11;

    public int Count => Images;

    /// <summary>The epoch, from 0, from which on every clean image holds <see cref="Bad"/>.</summary>
    public int BadFrom { get; init; } = int.MaxValue;

    public float Bad { get; init; }

    public static float[] Noisy(int index, int epoch) =>
        [.. Clean(index).Zip(Samples.Normal(24, (uint)((1000 * epoch) + index)), (c, z) => c + (0.1f * z))];

    public static float[] Clean(int index) => Samples.Uniform(24, (uint)index);

    public void Read(int index, int epoch, Span<float> noisy, Span<float> clean, out float scalar)
    {
        Noisy(index, epoch).CopyTo(noisy);
        Clean(index).CopyTo(clean);
        if (epoch >= BadFrom)
            clean[5] = Bad;
        scalar = 0;
    }
}
