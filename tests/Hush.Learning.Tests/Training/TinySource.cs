using Hush.Learning.Training;
using Hush.Testing;

namespace Hush.Learning.Tests.Training;

/// <summary>Eleven synthetic pairs of 4x6 pixels. Each epoch has different noise.</summary>
internal sealed class TinySource : ITrainingSource
{
    public const int Images = 11;

    private const int Epochs = 16;

    private static readonly float[][] s_clean = [.. Enumerable.Range(0, Images).Select(i => Samples.Uniform(24, (uint)i))];

    private static readonly float[][][] s_noisy =
    [
        .. Enumerable.Range(0, Epochs)
        .Select(e => s_clean.Select((c, i) => c.Zip(Noise(i, e), (v, z) => v + (0.1f * z)).ToArray()).ToArray()),
    ];

    public int Count => Images;

    /// <summary>From this epoch on, counted from 0, every clean image contains <see cref="Bad"/>.</summary>
    public int BadFrom { get; init; } = int.MaxValue;

    public float Bad { get; init; }

    /// <summary>Called with image and epoch whenever a pair is read.</summary>
    public Action<int, int>? Reading { get; init; }

    /// <summary>A clean image.</summary>
    public static float[] Clean(int index) => s_clean[index];

    /// <summary>The same image with the noise of an epoch.</summary>
    public static float[] Noisy(int index, int epoch) => s_noisy[epoch][index];

    public void Read(int index, int epoch, Span<float> noisy, Span<float> clean, out float scalar)
    {
        Reading?.Invoke(index, epoch);
        Noisy(index, epoch).CopyTo(noisy);
        Clean(index).CopyTo(clean);
        if (epoch >= BadFrom)
            clean[5] = Bad;
        scalar = 0;
    }

    private static float[] Noise(int index, int epoch) => Samples.Normal(24, (uint)((1000 * epoch) + index));
}
