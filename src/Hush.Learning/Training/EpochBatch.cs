using Hush.Learning.Plans;

namespace Hush.Learning.Training;

/// <summary>A stretch of an epoch's order of images, as a training step reads it.</summary>
internal sealed class EpochBatch(ITrainingSource source) : ITrainingSamples
{
    private int[] _order = [];
    private int _epoch;

    /// <summary>Where in the order the batch begins.</summary>
    public int First { get; set; }

    /// <summary>Begins an epoch.</summary>
    public void Begin(int epoch, int[] order) => (_epoch, _order) = (epoch, order);

    /// <summary>Another batch of the same epoch.</summary>
    public EpochBatch At(int first) => new(source) { _order = _order, _epoch = _epoch, First = first };

    public void Read(int image, Span<float> noisy, Span<float> clean, out float scalar) =>
        source.Read(_order[First + image], _epoch, noisy, clean, out scalar);
}
