using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Learning.Training;
using Hush.Numerics.Random;

namespace Hush.Training;

/// <summary>Pairs of clean and noisy patches, randomized in each epoch by the seed, the epoch and the image's index.</summary>
internal sealed class PatchSource : ITrainingSource
{
    private readonly PatchSampler _patches;
    private readonly INoise _noise;
    private readonly ulong _seed;
    private readonly bool _noiseOnce;

    public PatchSource(IImageSet images, Shape patch, bool orient, INoise noise, bool noiseOnce, ulong seed)
    {
        Count = images.Count;
        _patches = new PatchSampler(images, patch.H, patch.W, orient);
        (_noise, _noiseOnce, _seed) = (noise, noiseOnce, seed);
    }

    public int Count { get; }

    public void Read(int index, int epoch, Span<float> noisy, Span<float> clean, out float scalar)
    {
        _patches.Fill(index, new RandomKey(_seed, RandomPurpose.Augmentation, (uint)epoch, (uint)index), clean);
        var key = new RandomKey(_seed, RandomPurpose.TrainingNoise, _noiseOnce ? 0 : (uint)epoch, (uint)index);
        _noise.CreatePair(clean, noisy, _patches.Patch, key);
        scalar = _noise.ConditioningLevel(clean, noisy, key)?.Sigma ?? 0;
    }
}
